import { useSubscription } from 'urql';
import { useKeptQuery } from '../../shared/api/use-kept-query.ts';
import { useText } from '../../shared/messages/text.ts';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { BatchChangesDocument, BatchesDocument } from './batch.generated.ts';

/** The batches of a workspace with their progress. Nothing is shown where there is none. */
export function Batches({ workspaceId }: { readonly workspaceId: string }) {
  const say = useText();
  const { data, error, refresh } = useKeptQuery({ query: BatchesDocument, variables: { workspaceId } });
  useSubscription({ query: BatchChangesDocument, variables: { workspaceId } }, (_, event) => {
    // At READY too: what happened between the first read and the subscription.
    void refresh();
    return event;
  });
  const batches = data?.workspace?.batches.nodes ?? [];
  if (batches.length === 0) return <ReadProblem error={error} onRetry={refresh} />;
  return (
    <section className="batches" aria-labelledby="batches">
      <h2 id="batches">{say('batch.list')}</h2>
      <ul className="card">
        {batches.map(({ id, name, status, progress, counts }) => (
          <li key={id}>
            <b dir="auto">{name}</b>
            <progress
              className="bar"
              max={100}
              value={Math.round(progress * 100)}
              aria-label={say('batch.progress', { percent: Math.round(progress * 100) })}
            />
            <span className="batch-counts">
              {say('batch.counts', { completed: counts.completed, total: counts.total })}
              {counts.failed > 0 && <span className="tag bad">{say('batch.failed', { count: counts.failed })}</span>}
            </span>
            <span className={`tag ${status === 'COMPLETED' ? 'good' : status === 'RUNNING' ? 'live' : ''}`}>
              {say(`batch.status.${status}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
