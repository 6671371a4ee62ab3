import { useDeferredValue, useEffect, useState } from 'react';
import { useQuery, useSubscription } from 'urql';
import { Link } from 'wouter';
import { useText } from '../../shared/messages/text.ts';
import { Empty } from '../../shared/parts/empty.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { FilmCard } from './film-card.tsx';
import type { FilmProgressNow } from './film-card.tsx';
import { FilmChangesDocument, FilmsDocument } from './films.generated.ts';

/** Films of one page, as the query asks for them. */
const PAGE_SIZE = 24;

/** The films of a workspace, newest first, with the progress of those that are being made. More than a page of them can be searched. */
export function Films({ workspaceId }: { readonly workspaceId: string }) {
  const say = useText();
  const [typed, setTyped] = useState('');
  const text = useDeferredValue(typed.trim());
  const [count, setCount] = useState(0);
  return (
    <section className="films" aria-labelledby="films">
      <div className="films-head">
        <h2 id="films">{say('films.title')}</h2>
        {count > PAGE_SIZE && (
          <input
            type="search"
            dir="auto"
            maxLength={200}
            aria-label={say('films.search', { count })}
            placeholder={say('films.search', { count })}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
      </div>
      <FilmList key={text} workspaceId={workspaceId} text={text} onCount={setCount} />
    </section>
  );
}

interface FilmListProps {
  readonly workspaceId: string;
  readonly text: string;
  /** Receives the number of films of the workspace. */
  readonly onCount: (count: number) => void;
}

/** Pages of films whose titles contain a text; empty for all. */
function FilmList({ workspaceId, text, onCount }: FilmListProps) {
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  const [live, setLive] = useState<ReadonlyMap<string, FilmProgressNow>>(new Map());
  return pages.map((after, index) => (
    <Page
      key={after ?? ''}
      workspaceId={workspaceId}
      text={text}
      after={after}
      live={live}
      {...(index === 0 && { onLive: setLive })}
      {...(index === 0 && text === '' && { onCount })}
      {...(index === pages.length - 1 && { onMore: (next: string) => setPages([...pages, next]) })}
    />
  ));
}

interface PageProps extends Omit<FilmListProps, 'onCount'> {
  readonly onCount?: FilmListProps['onCount'];
  readonly after: string | null;
  readonly live: ReadonlyMap<string, FilmProgressNow>;
  readonly onLive?: (change: (before: ReadonlyMap<string, FilmProgressNow>) => ReadonlyMap<string, FilmProgressNow>) => void;
  readonly onMore?: (after: string) => void;
}

function Page({ workspaceId, text, after, live, onCount, onLive, onMore }: PageProps) {
  const say = useText();
  const [{ data, error, fetching }, read] = useQuery({ query: FilmsDocument, variables: { workspaceId, after, text: text || null } });
  useSubscription({ query: FilmChangesDocument, variables: { workspaceId }, pause: !onLive }, (_, event) => {
    const job = event.workspaceEvents.job;
    if (job && onLive) onLive((before) => new Map(before).set(job.id, job));
    const known = job && data?.workspace?.jobs.nodes.find(({ id }) => id === job.id);
    // A new film, and one that has ended: the list has what the event does not carry.
    if (job && (!known || known.status !== job.status)) read({ requestPolicy: 'network-only' });
    return event;
  });
  const jobs = data?.workspace?.jobs;
  const count = jobs?.totalCount;
  // From here, because a second reader of the same query would keep an older request running while this one reads again.
  useEffect(() => {
    if (count !== undefined) onCount?.(count);
  }, [count, onCount]);
  if (error && !jobs)
    return (
      <Problem error={error}>
        <button type="button" className="secondary small" onClick={() => read({ requestPolicy: 'network-only' })}>
          {say('error.retry')}
        </button>
      </Problem>
    );
  if (jobs?.nodes.length === 0 && text) return <Empty icon="film-strip" title={say('films.none')} />;
  if (jobs?.nodes.length === 0 && after === null)
    return (
      <Empty icon="film-strip" title={say('films.empty')}>
        <p>{say('films.emptyHint')}</p>
        <Link href="/showcase">{say('films.emptyLink')}</Link>
      </Empty>
    );
  return (
    <>
      <ul className="film-grid" aria-busy={fetching}>
        {jobs?.nodes.map((film) => <FilmCard key={film.id} film={film} now={live.get(film.id)} />) ?? <Placeholders />}
      </ul>
      {onMore && jobs?.pageInfo.hasNextPage && (
        <button type="button" className="secondary" onClick={() => onMore(jobs.pageInfo.endCursor ?? '')}>
          {say('common.more')}
        </button>
      )}
    </>
  );
}

const Placeholders = () => [0, 1, 2].map((index) => <li key={index} className="film-card placeholder" aria-hidden="true" />);
