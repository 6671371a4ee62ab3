import { useDeferredValue, useEffect, useState } from 'react';
import { useSubscription } from 'urql';
import { Link } from 'wouter';
import { ShowMore } from '../../shared/lists/show-more.tsx';
import { useRowList } from '../../shared/lists/use-row-list.ts';
import { SignedLinks } from '../../shared/media/signed-links.tsx';
import { useText } from '../../shared/messages/text.ts';
import { Empty } from '../../shared/parts/empty.tsx';
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

/** Films whose titles contain a text; empty for all. */
function FilmList({ workspaceId, text, onCount }: FilmListProps) {
  const say = useText();
  const [live, setLive] = useState<ReadonlyMap<string, FilmProgressNow>>(new Map());
  const [state, list] = useRowList({
    query: FilmsDocument,
    variables: { workspaceId, text: text || null },
    connectionOf: ({ workspace }) => workspace?.jobs,
  });
  const { edges: films, answer, error, isReading, rounds } = state;
  useSubscription({ query: FilmChangesDocument, variables: { workspaceId } }, (_, event) => {
    const { subjectId, job } = event.workspaceEvents;
    if (job) setLive((before) => new Map(before).set(job.id, job));
    const known = films?.find(({ node }) => node.id === subjectId)?.node;
    // What an event does not carry: new films, and what has changed with their status. Films of other pages and searches have no row.
    if (!job || (known ? known.status !== job.status : !live.has(job.id))) list.onChange(subjectId);
    return event;
  });
  const count = answer?.workspace?.jobs.totalCount;
  // From here, because a second reader of the same query would keep an older request running while this one reads again.
  useEffect(() => {
    if (count !== undefined && text === '') onCount(count);
  }, [count, text, onCount]);
  if (films?.length === 0 && text) return <Empty icon="film-strip" title={say('films.none')} />;
  if (films?.length === 0)
    return (
      <Empty icon="film-strip" title={say('films.empty')}>
        <p>{say('films.emptyHint')}</p>
        <Link href="/showcase">{say('films.emptyLink')}</Link>
      </Empty>
    );
  return (
    <SignedLinks answer={rounds} isReading={isReading} read={() => list.refresh()}>
      {(films || !error) && (
        <ul className="film-grid" aria-busy={isReading}>
          {films?.map(({ node }) => <FilmCard key={node.id} film={node} now={live.get(node.id)} />) ?? <Placeholders />}
        </ul>
      )}
      <ShowMore state={state} list={list} />
    </SignedLinks>
  );
}

const Placeholders = () => [0, 1, 2].map((index) => <li key={index} className="film-card placeholder" aria-hidden="true" />);
