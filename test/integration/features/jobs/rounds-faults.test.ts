import { once } from 'node:events';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StepRounds } from '../../../../src/features/jobs/rounds/step-rounds.ts';
import type { StepHandler, StepRun } from '../../../../src/features/jobs/steps/step-handler.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { PreparedTransaction, Transactions } from '../../../../src/platform/database/prepared-transactions.ts';
import {
  begin,
  createJob,
  eventsOf,
  faultsOfLedger,
  jobRow,
  looseSteps,
  makeTenant,
  numbersTo,
  until,
  useEngine,
  workerScope,
  type Tenant,
} from '../../../support/engine.ts';
import { chainedSteps, openRounds, type RoundsOptions } from '../../../support/rounds.ts';

const engine = useEngine({ poolSize: 20, concurrency: 0, dispatches: false, isWorker: true });
let tenant: Tenant;
let rounds: StepRounds | undefined;
beforeEach(async () => {
  await engine.owner('truncate jobs, scheduler_clocks cascade');
  await engine.owner('delete from pgboss.job');
  tenant = await makeTenant(engine);
});
afterEach(async () => {
  await rounds?.close(0);
  rounds = undefined;
});

type Wrap = (real: Transactions) => Transactions;

const done: StepHandler = async () => ({});

function start(work: StepHandler, options: RoundsOptions = {}): void {
  rounds = openRounds(engine, work, options);
  rounds.start();
}

const steps = (condition = 'true') =>
  engine.owner<{ id: string; status: string; attempt: number; failures: number; crashes: number }>(
    `select id, status, attempt, failures, crashes from job_steps where ${condition} order by id`,
  );
const allEnded = async (): Promise<boolean> => (await steps(`status <> 'COMPLETED'`)).length === 0;

async function openSession(): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: engine.urls.ownerUrl });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

/** Makes every write of a status to this step fail. */
async function poison(stepId: string, status: string): Promise<AsyncDisposable> {
  await engine.owner(`create or replace function poison() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$`);
  await engine.owner(
    `create trigger poison before update on job_steps for each row when (new.id = '${stepId}' and new.status = '${status}') execute function poison()`,
  );
  return { [Symbol.asyncDispose]: async () => void (await engine.owner('drop trigger poison on job_steps')) };
}

describe('a row that cannot be written', () => {
  test('does not keep the other steps of its round from ending', async () => {
    const plan = looseSteps(8);
    const [bad] = plan;
    await createJob(engine, tenant, plan);
    await using _ = await poison(bad?.id ?? '', 'COMPLETED');
    const together = Promise.withResolvers<void>();
    let running = 0;
    start(async () => {
      running += 1;
      if (running === 8) together.resolve();
      await together.promise;
      return {};
    });
    await until(async () => (await steps(`status = 'COMPLETED'`)).length === 7);
    await until(async () => (await steps('failures = 1')).length === 1);
    expect(await steps(`status <> 'COMPLETED'`)).toEqual([{ id: bad?.id, status: 'PENDING', attempt: 1, failures: 1, crashes: 0 }]);
  });

  test('does not keep the other steps of its round from starting', async () => {
    const plan = looseSteps(8);
    const [bad] = plan;
    await createJob(engine, tenant, plan);
    await using _ = await poison(bad?.id ?? '', 'RUNNING');
    start(done);
    await until(async () => (await steps(`status = 'COMPLETED'`)).length === 7);
    expect(await steps(`status <> 'COMPLETED'`)).toEqual([{ id: bad?.id, status: 'PENDING', attempt: 0, failures: 0, crashes: 0 }]);
  });

  test('is a payload of another version, whose message is dropped', async () => {
    await engine.owner(`insert into pgboss.job (name, data, retry_limit) values ('step', '{"version": 2}', 1)`);
    const jobId = await createJob(engine, tenant, looseSteps(1));
    const logged: string[] = [];
    start(done, { onLog: (message) => logged.push(message) });
    await until(async () => (await engine.owner(`select 1 from pgboss.job where state < 'completed'`)).length === 0);
    expect(logged).toContain('dropped a payload of an unknown version');
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'COMPLETED' });
  });
});

test('a step whose job another transaction holds is skipped, holds up nobody, and starts when the job is free', async () => {
  const [held, free] = [await createJob(engine, tenant, looseSteps(1)), await createJob(engine, tenant, looseSteps(1))];
  await using other = await openSession();
  await other.query('begin');
  await other.query('select 1 from jobs where id = $1 for no key update', [held]);
  start(done);
  await until(async () => (await jobRow(engine, free)).status === 'COMPLETED');
  expect(await jobRow(engine, held)).toMatchObject({ status: 'QUEUED' });
  await other.query('commit');
  await until(async () => (await jobRow(engine, held)).status === 'COMPLETED');
  expect(await steps()).toEqual(expect.arrayContaining([expect.objectContaining({ attempt: 1, crashes: 0 })]));
});

describe('a round is all or nothing', () => {
  /** Ends the connection before the given statement of the rounds, counted over all of them; reports how many there were. */
  function cutBefore(place: number, counted: { statements: number }): Wrap {
    return (real): Transactions => ({
      close: () => real.close(),
      transaction: (work) =>
        real.transaction(async (transaction) => {
          const [session] = await transaction.run<{ pid: number }>('select pg_backend_pid() as pid');
          const cut = async (): Promise<void> => {
            counted.statements += 1;
            // Waits for the end of the session: it could still execute a commit that is already on its way.
            if (counted.statements === place) await engine.owner('select pg_terminate_backend($1, 5000)', [session?.pid]);
          };
          const watched: PreparedTransaction = {
            run: async (text, values) => {
              await cut();
              return transaction.run(text, values);
            },
            see: async (workspaceIds) => {
              await cut();
              await transaction.see(workspaceIds);
            },
            commit: async () => {
              await cut();
              await transaction.commit();
            },
          };
          return work(watched);
        }),
    });
  }

  const STATEMENTS = 16;

  test.each(numbersTo(STATEMENTS))('cut before statement %i', async (place) => {
    const counted = { statements: 0 };
    const ids = await Promise.all(Array.from({ length: 3 }, () => createJob(engine, tenant, chainedSteps(2), 2)));
    start(async () => ({ creditsUsed: 1 }), { wrap: cutBefore(place, counted), concurrency: 3 });
    await until(allEnded);
    expect(counted.statements).toBeGreaterThan(STATEMENTS);
    for (const id of ids) {
      expect(await jobRow(engine, id)).toMatchObject({ status: 'COMPLETED', sequence: 7 });
      expect((await eventsOf(engine, id)).map(({ sequence }) => sequence)).toEqual(numbersTo(7));
    }
    expect(await steps('attempt <> 1')).toEqual([]);
    expect(await faultsOfLedger(engine)).toEqual([]);
    await until(async () => (await engine.owner(`select 1 from pgboss.job where state < 'completed'`)).length === 0);
  });

  test('steps of a round whose commit nobody heard of start again after a missed heartbeat', async () => {
    let rounded = 0;
    const lose: Wrap = (real) => ({
      close: () => real.close(),
      transaction: async (work) => {
        const result = await real.transaction(work);
        rounded += 1;
        if (rounded === 1) throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
        return result;
      },
    });
    const jobId = await createJob(engine, tenant, looseSteps(3));
    start(done, { wrap: lose });
    await until(allEnded);
    expect(await steps('attempt = 2 and crashes = 1')).toHaveLength(3);
    expect((await eventsOf(engine, jobId)).filter(({ message }) => message === 'done')).toHaveLength(3);
  });
});

describe('a worker that closes while a round is on its way', () => {
  test('stops and returns the steps that the round has started', async () => {
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const late: Wrap = (real) => ({
      close: () => real.close(),
      transaction: async (work) => {
        const result = await real.transaction(work);
        entered.resolve();
        await release.promise;
        return result;
      },
    });
    await createJob(engine, tenant, looseSteps(1));
    const untilAborted = ({ signal }: StepRun): Promise<never> => once(signal, 'abort').then(() => Promise.reject(signal.reason as Error));
    start(untilAborted, { wrap: late, concurrency: 1 });
    await entered.promise;
    const closed = rounds?.close(0);
    rounds = undefined;
    release.resolve();
    await closed;
    expect(await steps()).toMatchObject([{ status: 'PENDING', attempt: 1, failures: 0, crashes: 0 }]);
  });
});

describe('an item of a round', () => {
  test('cannot start or finish a step of a workspace other than its own, even where the transaction sees both', async () => {
    const stranger = await makeTenant(engine);
    const [mine, theirs] = [looseSteps(1), looseSteps(1)];
    const [jobId, foreignJob] = [await createJob(engine, tenant, mine), await createJob(engine, stranger, theirs)];
    const stepId = theirs[0]?.id ?? '';
    const transactions = engine.database.openTransactions();
    const both = [tenant.workspaceId, stranger.workspaceId];
    const items = [
      { workspace_id: tenant.workspaceId, job_id: foreignJob, step_id: stepId },
      { workspace_id: tenant.workspaceId, job_id: jobId, step_id: stepId },
      { workspace_id: stranger.workspaceId, job_id: jobId, step_id: stepId },
    ];
    const call = async (name: string, more: object): Promise<unknown[]> =>
      transactions.transaction(async ({ run, see }) => {
        await see(both);
        return run(`select * from ${name}($1::jsonb)`, [JSON.stringify(items.map((item) => ({ ...item, ...more })))]);
      });
    expect(await call('start_steps', { delivery_id: newId(), is_judged: true })).toEqual([]);
    const begun = await begin(engine, stranger, foreignJob, stepId);
    expect(await call('finish_steps', { attempt: begun.attempt, result: null, reused: false, message: 'done' })).toEqual([]);
    await transactions.close();
    expect(await steps(`id = '${stepId}'`)).toMatchObject([{ status: 'RUNNING', attempt: 1 }]);
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'QUEUED', sequence: 1 });
  });

  test('of a former attempt finishes nothing and leaves no trace, even beside an item of the current one', async () => {
    const plan = looseSteps(1);
    const jobId = await createJob(engine, tenant, plan, 5);
    const stepId = plan[0]?.id ?? '';
    const former = await begin(engine, tenant, jobId, stepId);
    await begin(engine, tenant, jobId, stepId);
    const transactions = engine.database.openTransactions();
    const item = (attempt: number, credits: number): object => ({
      ...{ workspace_id: tenant.workspaceId, job_id: jobId, step_id: stepId, reused: false },
      ...{ attempt, result: { attempt }, message: `end of attempt ${attempt}`, credits_used: credits },
    });
    const finish = (...items: readonly object[]): Promise<object[]> =>
      transactions.transaction(async ({ run, see }) => {
        await see([tenant.workspaceId]);
        return run('select finish_steps($1::jsonb) as id', [JSON.stringify(items)]);
      });
    expect(former.attempt).toBe(1);
    expect(await finish(item(1, 4))).toEqual([]);
    expect(await jobRow(engine, jobId)).toMatchObject({ status: 'RUNNING' });
    expect(await finish(item(2, 1), item(1, 4))).toEqual([{ id: stepId }]);
    await transactions.close();
    expect(await engine.owner('select status, result from job_steps')).toEqual([{ status: 'COMPLETED', result: { attempt: 2 } }]);
    expect((await eventsOf(engine, jobId)).filter(({ message }) => message?.startsWith('end of'))).toMatchObject([
      { message: 'end of attempt 2' },
    ]);
    expect(await engine.owner('select status, credits_charged from jobs')).toEqual([{ status: 'COMPLETED', credits_charged: 1 }]);
    expect(await faultsOfLedger(engine)).toEqual([]);
  });

  test('cannot unblock a step of another job', async () => {
    const [waiting] = looseSteps(1);
    const [step] = looseSteps(1).map((one) => ({ ...one, unlocks: waiting ? [waiting.id] : [] }));
    if (!waiting || !step) throw new Error('two steps were planned');
    await createJob(engine, tenant, [waiting]);
    await engine.owner('update job_steps set blocked_by = 1 where id = $1', [waiting.id]);
    const jobId = await createJob(engine, tenant, [step]);
    await engine.steps.finish(workerScope(engine, tenant), await begin(engine, tenant, jobId, step.id), {});
    expect(await engine.owner('select blocked_by from job_steps where id = $1', [waiting.id])).toEqual([{ blocked_by: 1 }]);
  });

  test('is fenced alone', async () => {
    const jobId = await createJob(engine, tenant, looseSteps(2));
    const other = await createJob(engine, tenant, looseSteps(1));
    const logged: string[] = [];
    start(
      async ({ step, job }) => {
        if (job.id === jobId && step.position === 0) await engine.owner('update job_steps set attempt = 7 where id = $1', [step.id]);
        return {};
      },
      { onLog: (message) => logged.push(message) },
    );
    await until(() => logged.includes('step stopped: the job ended or another worker took it'));
    await until(async () => (await steps(`status = 'COMPLETED'`)).length === 2);
    expect(await jobRow(engine, other)).toMatchObject({ status: 'COMPLETED' });
    expect(await steps(`status <> 'COMPLETED'`)).toMatchObject([{ status: 'RUNNING', attempt: 7 }]);
  });
});
