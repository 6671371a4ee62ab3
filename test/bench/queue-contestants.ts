import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Pool } from 'pg';
import { PgBoss } from 'pg-boss';
import type { TestDatabase } from '../support/database.ts';
import { createJob, looseSteps, makeTenant, openEngine } from '../support/engine.ts';
import { QueueWorker } from './queue-worker.ts';

export const GRAPHILE_WORKER = 'graphile-worker@0.16.6';
/** Steps, or jobs, that one worker does at once. */
const CONCURRENCY = 8;

/** A queue that is measured, as its sender sees it. */
export interface Contestant {
  readonly name: string;
  /** Sends one piece of work without any work in it; returns its id, committed. */
  send(): Promise<string>;
  /** A worker that has connected and takes nothing yet. */
  worker(): Promise<QueueWorker>;
  close(): Promise<void>;
}

/** A job with one step, through our whole job layer: what generateVideo does without the request, and what a worker does without the film. */
export async function reelwright(urls: TestDatabase, concurrency = CONCURRENCY): Promise<Contestant> {
  const engine = await openEngine({ urls, concurrency: 0, dispatches: false });
  const tenant = await makeTenant(engine);
  return {
    name: 'reelwright',
    send: async () => {
      const steps = looseSteps(1);
      await createJob(engine, tenant, steps);
      return steps[0]?.id ?? '';
    },
    worker: () => QueueWorker.open({ kind: 'reelwright', url: urls.applicationUrl, concurrency }),
    close: () => engine.close(),
  };
}

/** As its documentation begins. */
export async function pgBossDefaults({ ownerUrl }: TestDatabase): Promise<Contestant> {
  const boss = new PgBoss({ connectionString: ownerUrl, schema: 'peer' });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.createQueue('noop');
  return {
    name: 'pg-boss with its defaults',
    send: async () => {
      const id = randomUUID();
      await boss.send('noop', { id });
      return id;
    },
    worker: () => QueueWorker.open({ kind: 'pg-boss', url: ownerUrl, concurrency: 1 }),
    close: () => boss.stop({ graceful: false }),
  };
}

/** Installed for this run only, beside the product. */
export async function graphileWorker({ ownerUrl }: TestDatabase): Promise<Contestant> {
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-bench-peer-'));
  await promisify(execFile)('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', GRAPHILE_WORKER]);
  const pool = new Pool({ connectionString: ownerUrl, max: 4 });
  const worker = (): Promise<QueueWorker> => QueueWorker.open({ kind: 'graphile-worker', url: ownerUrl, concurrency: CONCURRENCY, folder });
  // Its first worker makes its tables.
  await worker().then((first) => first.end());
  return {
    name: 'graphile-worker',
    send: async () => {
      const id = randomUUID();
      await pool.query(`select graphile_worker.add_job('noop', json_build_object('id', $1::text))`, [id]);
      return id;
    },
    worker,
    close: async () => {
      await pool.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
