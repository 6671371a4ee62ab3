import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { useAction } from '../../shared/state/use-action.ts';
import { RetryFilmDocument } from './film.generated.ts';
import { mayDo } from './film-row.ts';
import type { Film } from './film-row.ts';

/** A film that failed or was canceled: why, what to do, and the way to make it again. */
export function EndedFilm({ film, refresh }: { readonly film: Film; readonly refresh: () => Promise<void> }) {
  const say = useText();
  const mayRetry = mayDo(film, 'RETRY_JOB') && film.status === 'FAILED';
  const { error, isBusy, run } = useAction(RetryFilmDocument);
  return (
    <section className="ended card">
      <Icon name={film.status === 'FAILED' ? 'warning-circle' : 'stop'} size={40} />
      <h2>{say(film.status === 'FAILED' ? 'film.failed' : 'film.canceled')}</h2>
      {film.failure && <p>{film.failure.message}</p>}
      {film.failure?.hint && <p className="soft">{film.failure.hint}</p>}
      <p className="hint">{say('film.noCharge')}</p>
      <Problem error={error} />
      {mayRetry && (
        <button type="button" disabled={isBusy} onClick={() => void run((idempotencyKey) => ({ id: film.id, idempotencyKey }), refresh)}>
          <Icon name="arrow-clockwise" />
          {say('film.retry')}
        </button>
      )}
    </section>
  );
}
