import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { useText } from '../shared/messages/text.ts';
import { clock } from '../shared/state/format.ts';
import type { Comment, ReviewedAsset } from './use-review.ts';

interface Props {
  readonly asset: ReviewedAsset;
  readonly media: RefObject<HTMLMediaElement | null>;
  readonly comments: readonly Comment[];
  readonly onTime: (atMs: number) => void;
  readonly onSeek: (atMs: number) => void;
  /** Called when the file cannot be loaded: its signed URL may have expired. */
  readonly onFailed: () => void;
}

/** The file, and below a film or sound a mark for each comment at a moment. */
export function ReviewPlayer({ asset, media, comments, onTime, onSeek, onFailed }: Props) {
  const say = useText();
  const { kind, name, durationMs, posterUrl, captionsUrl } = asset;
  const [src, failed] = useLastingUrl(asset.inlineUrl, media, onFailed);
  const captions = useBlobUrl(captionsUrl);
  if (!src) return <p className="soft">{say('review.noPreview')}</p>;
  if (kind === 'IMAGE') return <img className="review-picture" src={src} alt={name} />;
  const shared = {
    src,
    controls: true,
    preload: 'metadata',
    'aria-label': name,
    onError: failed,
    onTimeUpdate: ({ currentTarget }: { currentTarget: HTMLMediaElement }) => onTime(Math.round(currentTarget.currentTime * 1_000)),
  } as const;
  return (
    <div className="player">
      {kind === 'AUDIO' ? (
        <audio ref={media} {...shared} />
      ) : (
        <video ref={media as RefObject<HTMLVideoElement>} {...shared} poster={posterUrl ?? undefined} playsInline>
          {captions && <track kind="captions" src={captions} label={say('player.captions')} />}
        </video>
      )}
      {durationMs != null && durationMs > 0 && <Marks comments={comments} durationMs={durationMs} onSeek={onSeek} />}
    </div>
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

/**
 * The first URL as long as it works, although each answer of the API has another signature; a new one after a failure, at the same moment of
 * the film. A second failure of the same URL is not repeated.
 */
function useLastingUrl(
  newest: string | null | undefined,
  media: RefObject<HTMLMediaElement | null>,
  onFailed: () => void,
): readonly [string | null | undefined, () => void] {
  const [src, setSrc] = useState(newest);
  const resumeAt = useRef<number | undefined>(undefined);
  const failed = (): void => {
    if (resumeAt.current !== undefined) return;
    resumeAt.current = media.current?.currentTime ?? 0;
    onFailed();
  };
  useEffect(() => {
    if (resumeAt.current === undefined || newest === src) return;
    setSrc(newest);
    const at = resumeAt.current;
    media.current?.addEventListener(
      'loadedmetadata',
      ({ target }) => {
        (target as HTMLMediaElement).currentTime = at;
        resumeAt.current = undefined;
      },
      { once: true },
    );
  }, [newest, src, media]);
  return [src, failed];
}

/**
 * Captions as a URL of this page: the Content-Security-Policy plays no data URL, which reviewers receive, and a browser loads a track of
 * another origin only with a film that is loaded with CORS. The first ones stay, because each answer of the API has another signature.
 */
function useBlobUrl(source: string | null | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  const [first] = useState(source);
  useEffect(() => {
    if (!first) return undefined;
    const gone = new AbortController();
    let made: string | undefined;
    void readCaptions(first, gone.signal).then(
      (blob) => !gone.signal.aborted && setUrl((made = URL.createObjectURL(blob))),
      // A film plays without captions.
      () => undefined,
    );
    return () => {
      gone.abort();
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [first]);
  return url;
}

async function readCaptions(url: string, signal: AbortSignal): Promise<Blob> {
  const type = 'text/vtt';
  if (!url.startsWith('data:')) {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(String(response.status));
    return new Blob([await response.text()], { type });
  }
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type });
}
