import { memo } from 'react';
import { Link } from 'wouter';
import { Picture } from '../../shared/media/picture.tsx';
import { language, useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { clock } from '../../shared/state/format.ts';
import { StatusTag } from './status-tag.tsx';
import type { FilmsQuery, JobStatus, StepName } from './films.generated.ts';

export type FilmRow = NonNullable<FilmsQuery['workspace']>['jobs']['edges'][number]['node'];

/** What the last event said of a film. */
export interface FilmProgressNow {
  readonly status: JobStatus;
  readonly step: StepName | null;
  readonly progress: number;
}

const isOver = (status: JobStatus): boolean => status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELED';

/** A film as a poster, with its progress while it is made. Of hundreds of films one is made, which changes each second. */
export const FilmCard = memo(function FilmCard({ film, now }: { readonly film: FilmRow; readonly now: FilmProgressNow | undefined }) {
  const say = useText();
  // An event may arrive before or after the answer of the list: what has ended never runs again.
  const { status, progress } = now && !isOver(film.status) ? now : film;
  const poster = film.thumbnail?.url;
  return (
    <li className="film-card card">
      <Link href={`/films/${film.id}`}>
        <span className="film-poster">
          {poster ? <Picture src={poster} alt="" /> : <Icon name="film-slate" size={36} />}
          {film.video?.durationMs != null && <span className="film-length">{clock(film.video.durationMs)}</span>}
          {!isOver(status) && (
            <progress
              className="bar"
              max={100}
              value={Math.round(progress * 100)}
              aria-label={say('films.progress', { percent: Math.round(progress * 100) })}
            />
          )}
        </span>
        <span className="film-words">
          <b dir="auto">{film.title}</b>
          <span className="film-line">
            <StatusTag status={status} />
            <time dateTime={film.createdAt}>
              {new Date(film.createdAt).toLocaleDateString(language.get(), { day: 'numeric', month: 'short' })}
            </time>
          </span>
        </span>
      </Link>
    </li>
  );
});
