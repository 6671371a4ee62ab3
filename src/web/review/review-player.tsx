import type { RefObject } from 'react';
import { Picture } from '../shared/media/picture.tsx';
import { Player } from '../shared/media/player.tsx';
import { useText } from '../shared/messages/text.ts';
import { clock } from '../shared/state/format.ts';
import type { Comment, ReviewedAsset } from './use-review.ts';

interface Props {
  readonly asset: ReviewedAsset;
  readonly media: RefObject<HTMLMediaElement | null>;
  readonly comments: readonly Comment[];
  readonly onTime: (atMs: number) => void;
  readonly onSeek: (atMs: number) => void;
}

/** The file, and below a film or sound a mark for each comment at a moment. */
export function ReviewPlayer({ asset, media, comments, onTime, onSeek }: Props) {
  const say = useText();
  const { kind, name, durationMs, inlineUrl, posterUrl, captionsUrl } = asset;
  if (!inlineUrl) return <p className="soft">{say('review.noPreview')}</p>;
  if (kind === 'IMAGE') return <Picture className="review-picture" src={inlineUrl} alt={name} />;
  return (
    <Player title={name} src={inlineUrl} poster={posterUrl} captions={captionsUrl} isAudio={kind === 'AUDIO'} media={media} onTime={onTime}>
      {durationMs != null && durationMs > 0 && <Marks comments={comments} durationMs={durationMs} onSeek={onSeek} />}
    </Player>
  );
}

function Marks({
  comments,
  durationMs,
  onSeek,
}: {
  readonly comments: readonly Comment[];
  readonly durationMs: number;
  readonly onSeek: (atMs: number) => void;
}) {
  const say = useText();
  const placed = comments.filter(({ atMs, parentId }) => atMs != null && parentId == null);
  if (placed.length === 0) return null;
  return (
    <ul className="review-marks" aria-label={say('review.marks')}>
      {placed.map(({ id, atMs, authorName, resolvedAt }) => (
        <li key={id} style={{ insetInlineStart: `${((atMs ?? 0) / durationMs) * 100}%` }}>
          <button
            type="button"
            className={resolvedAt ? 'resolved' : ''}
            onClick={() => onSeek(atMs ?? 0)}
            aria-label={say('review.mark', { time: clock(atMs ?? 0), author: authorName ?? say('review.formerMember') })}
          />
        </li>
      ))}
    </ul>
  );
}
