import { Link } from 'wouter';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { useAction } from '../../shared/state/use-action.ts';
import { RestoreFileDocument } from '../files/files.generated.ts';
import { restorableUntil } from '../files/restorable.ts';
import { mayDo } from './film-row.ts';
import type { Film } from './film-row.ts';

/** A film whose video was deleted from the files: until when it can be restored, and where it can be rendered again. */
export function GoneFilm({ film, refresh }: { readonly film: Film; readonly refresh: () => Promise<void> }) {
  const say = useText();
  const { error, isBusy, run } = useAction(RestoreFileDocument);
  const { video, project } = film;
  const date = restorableUntil(video?.deletedAt ?? null);
  return (
    <section className="ended card">
      <Icon name="trash" size={40} />
      <h2>{say('film.gone')}</h2>
      <p>{date === undefined ? say('film.goneForever') : say('film.goneUntil', { date })}</p>
      <Problem error={error} />
      <div className="film-actions">
        {video && date !== undefined && mayDo(film, 'MANAGE_ASSETS') && (
          <button type="button" disabled={isBusy} onClick={() => void run({ id: video.id }, refresh)}>
            <Icon name="arrow-clockwise" />
            {say('film.restore')}
          </button>
        )}
        {project && (
          <Link className="button secondary" href={`/projects/${project.id}`}>
            <Icon name="film-slate" />
            {say('film.toProject')}
          </Link>
        )}
      </div>
    </section>
  );
}
