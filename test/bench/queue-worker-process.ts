// Started by a bench as a process of its own: queue-worker-process.ts ORDER. It opens, says `ready`, and takes work after `go`.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PgBoss } from 'pg-boss';
import { entities } from '../../src/app/database/entities.ts';
import { StepRounds } from '../../src/features/jobs/rounds/step-rounds.ts';
import { StepService } from '../../src/features/jobs/steps/step.service.ts';
import type { StepHandler } from '../../src/features/jobs/steps/step-handler.ts';
import { newId } from '../../src/kernel/id.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { Log } from '../../src/kernel/log.ts';
import { openDatabase } from '../../src/platform/database/database.ts';
import { openPostgresPubSub } from '../../src/platform/pubsub/postgres-pubsub.ts';
import { openPgBossQueue } from '../../src/platform/queue/pg-boss-queue.ts';

export interface WorkerOrder {
  /** `holding` is ours with steps that do not end at their first attempt. */
  readonly kind: 'reelwright' | 'holding' | 'pg-boss' | 'graphile-worker';
  readonly url: string;
  readonly concurrency: number;
  readonly workDir: string;
  /** Where the peer was installed. */
  readonly folder?: string;
}

/** Milliseconds of the clock that all processes of a machine share. */
export type WorkerReport = 'ready' | 'going' | { readonly started: string; readonly at: number } | { readonly done: number };

const now = (): number => Number(process.hrtime.bigint()) / 1e6;
const tell = (report: WorkerReport): void => void process.send?.(report);

const { kind, url, concurrency, workDir, folder = '' } = JSON.parse(process.argv[2] ?? '{}') as WorkerOrder;

/** What begins to take work. */
type Go = () => Promise<unknown>;

async function openReelwright(isHolding: boolean): Promise<Go> {
  const database = await openDatabase({ url, entities, poolSize: 10 });
  const pubsub = await openPostgresPubSub({ url, channels: ['job_stopped', 'steps_free'], log: silentLog });
  const queue = await openPgBossQueue({ url, log: silentLog, supervise: true });
  const steps = new StepService(queue);
  const work: StepHandler = async ({ step, attempt, signal }) => {
    tell({ started: step.id, at: now() });
    if (isHolding && attempt === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    return {};
  };
  // Reported once the end is committed.
  const log: Log = { ...silentLog, child: () => log, info: (_, message) => void (message === 'step finished' && tell({ done: now() })) };
  const rounds = new StepRounds({ database, steps, pubsub, queue, stepHandlers: { VIDEO: { SEGMENT: work } }, workDir, concurrency, log });
  const worker = { id: newId(), concurrency };
  const scope = database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal: new AbortController().signal });
  return async () => {
    await steps.heartbeat(scope, worker);
    setInterval(() => void steps.heartbeat(scope, worker), 5_000);
    rounds.start();
  };
}

/** As its documentation begins: nothing is set. */
async function openPgBoss(): Promise<Go> {
  const boss = new PgBoss({ connectionString: url, schema: 'peer' });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.createQueue('noop');
  return () =>
    boss.work<{ id: string }>('noop', async (jobs) => {
      for (const { data } of jobs) tell({ started: data.id, at: now() });
      for (const _ of jobs) tell({ done: now() });
    });
}

interface GraphileWorker {
  readonly runMigrations: (options: object) => Promise<void>;
  readonly run: (options: object) => Promise<unknown>;
  readonly Logger: new (factory: () => () => void) => object;
}

async function openGraphileWorker(): Promise<Go> {
  const graphile = createRequire(join(folder, 'package.json'))('graphile-worker') as GraphileWorker;
  const logger = new graphile.Logger(() => () => undefined);
  await graphile.runMigrations({ connectionString: url, logger });
  const noop = (payload: { id: string }): void => {
    tell({ started: payload.id, at: now() });
    tell({ done: now() });
  };
  return () => graphile.run({ connectionString: url, concurrency, noHandleSignals: true, pollInterval: 1_000, logger, taskList: { noop } });
}

const OPENERS: Readonly<Record<WorkerOrder['kind'], () => Promise<Go>>> = {
  reelwright: () => openReelwright(false),
  holding: () => openReelwright(true),
  'pg-boss': openPgBoss,
  'graphile-worker': openGraphileWorker,
};

const go = await OPENERS[kind]();
process.on('disconnect', () => process.exit());
process.on('message', () => void go().then(() => tell('going')));
tell('ready');
