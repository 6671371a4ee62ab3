import { useSubscription } from 'urql';
import type { CombinedError } from 'urql';
import { Link, useParams } from 'wouter';
import { SignedLinks } from '../../shared/media/signed-links.tsx';
import { useText } from '../../shared/messages/text.ts';
import { Empty } from '../../shared/parts/empty.tsx';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { Waiting } from '../../shared/parts/waiting.tsx';
import { useTitle } from '../../shared/state/use-title.ts';
import { codeOf } from '../../shared/api/errors.ts';
import { useKeptQuery } from '../../shared/api/use-kept-query.ts';
import { StatusTag } from '../films/status-tag.tsx';
import { DeleteFilm } from './delete-film.tsx';
import { EndedFilm } from './ended-film.tsx';
import { FilmDocument, FilmProgressDocument } from './film.generated.ts';
import { mayDo } from './film-row.ts';
import type { Film } from './film-row.ts';
import { FinishedFilm } from './finished-film.tsx';
import { GoneFilm } from './gone-film.tsx';
import { LiveFilm } from './live-film.tsx';

const isRunning = (status: Film['status']): boolean => status === 'QUEUED' || status === 'RUNNING';

/** One film: live while it is made, and then to watch, download and share. */
export function FilmPage() {
  const { id } = useParams<{ id: string }>();
  return <OneFilm key={id} id={id} />;
}

function OneFilm({ id }: { readonly id: string }) {
  const say = useText();
  const { data, error, isReading, refresh } = useKeptQuery({ query: FilmDocument, variables: { id } });
  const stored = data?.job;
  const pause = !stored || !isRunning(stored.status);
  const [{ data: event }] = useSubscription({ query: FilmProgressDocument, variables: { id }, pause }, (_, next) => {
    // The subscription completes after the end of the job; the outcome has more than its events.
    if (!isRunning(next.jobProgress.status)) void refresh();
    return next;
  });
  useTitle(stored?.title);

  if (!stored) return error ? <UnreadFilm error={error} onRetry={refresh} /> : <Waiting />;
  const now = event?.jobProgress;
  const film: Film =
    now && isRunning(stored.status) ? { ...stored, ...now.job, status: now.status, step: now.step, progress: now.progress } : stored;
  return (
    <article className="film">
      <header className="film-head">
        <Link href="/" className="back">
          {say('film.back')}
        </Link>
        <h1 dir="auto">{film.title}</h1>
        <output>
          <StatusTag status={film.status} />
          {isRunning(film.status) && film.step && <span className="visually-hidden">{say(`step.${film.step}`)}</span>}
        </output>
      </header>
      {isRunning(film.status) && <LiveFilm film={film} refresh={refresh} />}
      {/* The event of its end comes before the row with its video. */}
      {film.status === 'COMPLETED' && isRunning(stored.status) && <Waiting />}
      {stored.status === 'COMPLETED' && (
        <SignedLinks answer={data} isReading={isReading} read={refresh}>
          <CompletedFilm film={film} refresh={refresh} />
        </SignedLinks>
      )}
      {(film.status === 'FAILED' || film.status === 'CANCELED') && <EndedFilm film={film} refresh={refresh} />}
      {!isRunning(stored.status) && mayDo(stored, 'DELETE_JOB') && <DeleteFilm film={film} />}
    </article>
  );
}

function UnreadFilm({ error, onRetry }: { readonly error: CombinedError; readonly onRetry: () => Promise<void> }) {
  const say = useText();
  return codeOf(error) === 'NOT_FOUND' || codeOf(error) === 'BAD_USER_INPUT' ? (
    <Empty icon="film-slate" title={say('film.missing')}>
      <Link href="/">{say('nav.home')}</Link>
    </Empty>
  ) : (
    <ReadProblem error={error} onRetry={onRetry} />
  );
}

const CompletedFilm = ({ film, refresh }: { readonly film: Film; readonly refresh: () => Promise<void> }) =>
  film.video?.status === 'READY' ? (
    <FinishedFilm film={film} video={film.video} refresh={refresh} />
  ) : (
    <GoneFilm film={film} refresh={refresh} />
  );
