import { useSubscription } from 'urql';
import { useText } from '../shared/messages/text.ts';
import { Problem } from '../shared/parts/problem.tsx';
import { ReadProblem } from '../shared/parts/read-problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { useAction } from '../shared/state/use-action.ts';
import { AdminOperationDocument, AdminPauseQueueDocument, AdminResumeQueueDocument } from './admin.generated.ts';
import type { AdminOperationSubscription } from './admin.generated.ts';
import { useFormat } from './format.ts';
import { Retry } from './retry.tsx';
import { Table } from './table.tsx';

type Event = AdminOperationSubscription['adminEvents'];

/** Queue, workers and steps, live. */
export function Operation() {
  const [{ data, error }, subscribe] = useSubscription({ query: AdminOperationDocument });
  if (error) return <ReadProblem error={error} onRetry={() => subscribe()} />;
  if (!data) return <Waiting />;
  const event = data.adminEvents;
  return (
    <>
      <Queue event={event} />
      <Workers event={event} />
      <Steps event={event} />
    </>
  );
}

function Queue({ event: { queue, workers } }: { readonly event: Event }) {
  const say = useText();
  const { number } = useFormat();
  const pause = useAction(AdminPauseQueueDocument);
  const resume = useAction(AdminResumeQueueDocument);
  const alive = workers.filter(({ state }) => state === 'ALIVE').length;
  const figures = [
    ['admin.queuedJobs', queue.queuedJobs],
    ['admin.runningJobs', queue.runningJobs],
    ['admin.waitingSteps', queue.waitingSteps],
    ['admin.runningSteps', queue.runningSteps],
    ['admin.workersAlive', alive],
  ] as const;
  return (
    <div className="admin-part card">
      <header className="admin-head">
        <h2>{say('admin.queue')}</h2>
        {queue.paused && <span className="tag bad">{say('admin.paused')}</span>}
        <button
          type="button"
          className="secondary small"
          disabled={pause.isBusy || resume.isBusy}
          onClick={() => void (queue.paused ? resume.run({}) : pause.run({}))}
        >
          {say(queue.paused ? 'admin.resume' : 'admin.pause')}
        </button>
      </header>
      <Problem error={pause.error ?? resume.error} />
      <dl className="admin-figures">
        {figures.map(([key, value]) => (
          <div key={key}>
            <dt>{say(key)}</dt>
            <dd>{number(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Workers({ event: { at, workers } }: { readonly event: Event }) {
  const say = useText();
  const { number, ago } = useFormat();
  return (
    <Table
      caption={say('admin.workers')}
      rows={workers}
      keyOf={({ id }) => id}
      empty={say('admin.noWorkers')}
      columns={[
        { label: say('admin.worker'), renderCell: ({ id }) => <code>{id.slice(-12)}</code> },
        {
          label: say('admin.state'),
          renderCell: ({ state }) => <span className={state === 'ALIVE' ? 'tag good' : 'tag bad'}>{say(`admin.worker.${state}`)}</span>,
        },
        { label: say('admin.slots'), isNumber: true, renderCell: ({ running, slots }) => `${number(running)} / ${number(slots)}` },
        { label: say('admin.load'), isNumber: true, renderCell: ({ load }) => number(Math.round(load * 100) / 100) },
        { label: say('admin.heartbeat'), renderCell: ({ lastSeenAt }) => ago(lastSeenAt, at) },
        { label: say('admin.started'), renderCell: ({ startedAt }) => ago(startedAt, at) },
      ]}
    />
  );
}

function Steps({ event: { at, steps } }: { readonly event: Event }) {
  const say = useText();
  const { number, ago } = useFormat();
  const order = { DEAD: 0, FAILING: 1, RUNNING: 2 } as const;
  return (
    <Table
      caption={say('admin.steps')}
      rows={steps.toSorted((a, b) => order[a.state] - order[b.state])}
      keyOf={({ id }) => id}
      empty={say('admin.noSteps')}
      columns={[
        { label: say('admin.step'), renderCell: ({ name }) => say(`step.${name}`) },
        {
          label: say('admin.state'),
          renderCell: ({ state }) => <span className={state === 'RUNNING' ? 'tag live' : 'tag bad'}>{say(`admin.step.${state}`)}</span>,
        },
        { label: say('admin.attempt'), isNumber: true, renderCell: ({ attempt }) => number(attempt) },
        { label: say('admin.failures'), isNumber: true, renderCell: ({ failures }) => number(failures) },
        { label: say('admin.since'), renderCell: ({ since }) => (since == null ? '–' : ago(since, at)) },
        {
          label: say('admin.job'),
          renderCell: ({ jobId, state }) => (state === 'DEAD' ? <Retry jobId={jobId} /> : <code>{jobId.slice(-12)}</code>),
        },
      ]}
    />
  );
}
