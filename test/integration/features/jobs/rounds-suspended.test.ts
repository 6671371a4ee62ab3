import { fork, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { stepQueue } from '../../../../src/features/jobs/steps/step.queue.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { looseSteps, makeTenant, scopeOf, useEngine } from '../../../support/engine.ts';

const engine = useEngine({ poolSize: 20, concurrency: 0, dispatches: false, isWorker: true });

const workers: ChildProcess[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) {
    const ended = once(worker, 'exit');
    worker.kill('SIGKILL');
    await ended;
  }
});

async function hire(): Promise<ChildProcess> {
  const worker = fork(join(import.meta.dirname, '../../../support/rounds-process.ts'), [engine.urls.applicationUrl, '1'], {
    execArgv: ['--import', 'tsx'],
  });
  await once(worker, 'message');
  workers.push(worker);
  return worker;
}

async function said(worker: ChildProcess, expected: string): Promise<void> {
  for await (const [message] of on(worker, 'message')) if (message === expected) return;
}

test('a worker that was suspended stops the step that another worker has begun meanwhile', { timeout: 60_000 }, async () => {
  const tenant = await makeTenant(engine);
  const suspended = await hire();
  const started = said(suspended, 'started attempt 1');
  const scope = scopeOf(engine, tenant.actor);
  const job = {
    id: newId(),
    workspaceId: tenant.workspaceId,
    type: 'VIDEO',
    title: 'runs until it is stopped',
    input: {},
    credits: 0,
  } as const;
  await scope.tx((em) => engine.jobs.create(em, scope, { ...job, steps: looseSteps(1) }));
  await started;
  suspended.kill('SIGSTOP');
  const other = await hire();
  await said(other, 'started attempt 2');
  const stopped = said(suspended, 'stopped attempt 1');
  suspended.kill('SIGCONT');
  await stopped;
  expect(await engine.owner('select status, attempt, crashes from job_steps')).toEqual([{ status: 'RUNNING', attempt: 2, crashes: 1 }]);
});

test('a heartbeat without an answer fails in time for another one', async () => {
  await engine.owner(`insert into pgboss.job (name, data, retry_limit) values ('step', '{"version": 2}', 1)`);
  const { batches } = engine.queue;
  const transactions = engine.database.openTransactions();
  const messages = await transactions.transaction(({ run }) => batches.take(run, stepQueue, 1));
  await transactions.close();
  const other = new Client({ connectionString: engine.urls.ownerUrl });
  await other.connect();
  await other.query('begin');
  await other.query('select from pgboss.job for update');
  await expect(batches.heartbeat(stepQueue, messages)).rejects.toThrow('Query read timeout');
  await other.end();
  expect(await batches.heartbeat(stepQueue, messages)).toEqual([]);
});
