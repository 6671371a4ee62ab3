import { Link } from 'wouter';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { useAction } from '../../shared/state/use-action.ts';
import { useViewer } from '../../shared/state/viewer.tsx';
import { RestoreFileDocument } from '../files/files.generated.ts';
import { restorableUntil } from '../files/restorable.ts';
import type { Film } from './film-row.ts';

/** A film whose video was deleted from the files: until when it can be restored, and where it can be rendered again. */
export function GoneFilm({ film: { video, project }, refresh }: { readonly film: Film; readonly refresh: () => Promise<void> }) {
  const say = useText();
  const mayRestore = useViewer()?.can('MANAGE_ASSETS') === true;
  const { error, isBusy, run } = useAction(RestoreFileDocument);
  const date = restorableUntil(video?.deletedAt ?? null);
  return (
    <section className="ended card">
      <Icon name="trash" size={40} />
      <h2>{say('film.gone')}</h2>
      <p>{date === undefined ? say('film.goneForever') : say('film.goneUntil', { date })}</p>
      <Problem error={error} />
      <div className="film-actions">
        {video && date !== undefined && mayRestore && (
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
