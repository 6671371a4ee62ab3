import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { stepQueue } from '../../../../src/features/jobs/steps/step.queue.ts';
import { Deadline } from '../../../../src/kernel/deadline.ts';
import { operationTimeout } from '../../../../src/kernel/errors.ts';
import { NEVER_ABORTED } from '../../../../src/kernel/signals.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { busySessions, makeTenant, useEngine, scopeOf, until, type Tenant } from '../../../support/engine.ts';

const POOL = 5;

const engine = useEngine({ poolSize: POOL });
let tenant: Tenant;
beforeAll(async () => {
  tenant = await makeTenant(engine);
});

let scope: Scope;
beforeEach(() => {
  scope = scopeOf(engine, tenant.actor);
  return () => scope.close();
});

const name = async (): Promise<string | undefined> =>
  (await engine.owner<{ name: string }>('select name from workspaces where id = $1', [tenant.workspaceId]))[0]?.name;
const rename = (to: string): Promise<unknown> => engine.owner('update workspaces set name = $2 where id = $1', [tenant.workspaceId, to]);
const readName = (from: Scope): Promise<string | undefined> =>
  from.read(async (em) => (await em.execute<{ name: string }[]>('select name from workspaces'))[0]?.name);

const FAIL_TO_SERIALIZE = `do $$ begin raise exception 'others were first' using errcode = '40001'; end $$`;

/** Every connection works, at once: none is lost in a transaction that nobody ends. */
async function expectWholePool(): Promise<void> {
  await until(async () => (await busySessions(engine)).length === 0);
  const scopes = Array.from({ length: POOL }, () => scopeOf(engine, tenant.actor));
  const pids = await Promise.all(scopes.map((one) => one.read((em) => em.execute<{ pid: number }[]>('select pg_backend_pid() as pid'))));
  expect(new Set(pids.flat().map(({ pid }) => pid)).size).toBe(POOL);
  await Promise.all(scopes.map((one) => one.close()));
}

describe('a transaction', () => {
  test('commits what was written, and rolls all of it back when the work throws', async () => {
    await scope.tx((em) => em.execute(`update workspaces set name = 'kept'`));
    expect(await name()).toBe('kept');
    const failing = scope.tx(async (em) => {
      await em.execute(`update workspaces set name = 'never'`);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await name()).toBe('kept');
  });

  test('is begun again after a deadlock, and after a serialization failure', async () => {
    const other = await makeTenant(engine);
    const both = scopeOf(engine, { ...tenant.actor, memberships: new Map([...tenant.actor.memberships, ...other.actor.memberships]) });
    const [one, two] = [tenant.workspaceId, other.workspaceId];
    let begun = 0;
    const haveFirst = Promise.withResolvers<void>();
    const cross = (first: string, second: string): Promise<unknown> =>
      both.tx(async (em) => {
        await em.execute(`update workspaces set name = name || '!' where id = ?`, [first]);
        if ((begun += 1) === 2) haveFirst.resolve();
        await haveFirst.promise;
        await em.execute(`update workspaces set name = name || '!' where id = ?`, [second]);
      });
    await rename('crossed');
    await Promise.all([cross(one, two), cross(two, one)]);
    expect([begun, await name()]).toEqual([3, 'crossed!!']);

    begun = 0;
    await scope.tx(async (em) => {
      await em.execute(`update workspaces set name = name || '?'`);
      if ((begun += 1) === 1) await em.execute(FAIL_TO_SERIALIZE);
    });
    expect([begun, await name()]).toEqual([2, 'crossed!!?']);
  });

  test('that meets others again and again gives up', async () => {
    let begun = 0;
    const unlucky = scope.tx(async (em) => {
      begun += 1;
      await em.execute(FAIL_TO_SERIALIZE);
    });
    await expect(unlucky).rejects.toMatchObject({ code: '40001' });
    expect(begun).toBe(6);
  });

  test('does not take part in the snapshot that is read', async () => {
    await rename('before');
    expect(await readName(scope)).toBe('before');
    await scope.tx((em) => em.execute(`update workspaces set name = 'after'`));
    expect(await readName(scope)).toBe('before');
    await scope.close();
    expect(await readName(scope)).toBe('after');
  });

  test('learns who acts, in exactly the words that policies read', async () => {
    const settings = `select current_setting('app.user_id') as person, current_setting('app.workspace_ids') as workspaces`;
    const [told] = await scope.tx((em) => em.execute<object[]>(settings));
    expect(told).toEqual({ person: tenant.userId, workspaces: tenant.workspaceId });
  });

  test.each([
    `it's`,
    'a ? and a ?',
    '??',
    '$1',
    `back\\slash \\' ' \\?`,
    `'; drop table workspaces; --`,
    'E\\u0000',
    '%{}[out];\n',
    '😀 中文',
  ])('stores the text %j as it is', async (text) => {
    await scope.tx((em) => em.execute('update workspaces set name = ? where name <> ? and id = ?', [text, newId(), tenant.workspaceId]));
    expect(await name()).toBe(text);
    const [row] = await scope.tx((em) => em.execute<{ back: object }[]>('select ?::jsonb as back', [JSON.stringify({ text })]));
    expect(row?.back).toEqual({ text });
  });
});

describe('reading', () => {
  test('shares one repeatable, read-only snapshot and one connection until it is closed', async () => {
    await rename('one');
    const look = () =>
      scope.read((em) =>
        em.execute<object[]>(
          `select pg_backend_pid() as pid, current_setting('transaction_isolation') as isolation, current_setting('transaction_read_only') as read_only, txid_current_if_assigned() as wrote, (select name from workspaces) as name`,
        ),
      );
    const [[first], [second]] = await Promise.all([look(), look()]);
    await rename('two');
    const [third] = await look();
    expect(first).toMatchObject({ isolation: 'repeatable read', read_only: 'on', wrote: null, name: 'one' });
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    await scope.close();
    expect(await readName(scope)).toBe('two');
  });

  test('holds no snapshot while something outside of the database is called, no matter who reads meanwhile', async () => {
    await readName(scope);
    const { promise: answered, resolve: answer } = Promise.withResolvers<string>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const slow = scope.outside(() => (ask(), answered));
    await asked;
    expect(await busySessions(engine)).toEqual([]);
    await rename('read meanwhile');
    expect(await readName(scope)).toBe('read meanwhile');
    await until(async () => (await busySessions(engine)).length === 0);
    answer('the answer');
    expect(await slow).toBe('the answer');
  });

  test('is not cut by a close: who reads already has an answer', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: other, resolve: goOn } = Promise.withResolvers<void>();
    const reading = scope.read(async (em) => {
      begin();
      await other;
      return em.execute<object[]>(`select current_setting('transaction_read_only') as read_only`);
    });
    await begun;
    const closed = scope.close();
    // A read that begins after the close has a snapshot of its own.
    await readName(scope);
    goOn();
    expect(await reading).toEqual([{ read_only: 'on' }]);
    await scope.close();
    await closed;
    await until(async () => (await busySessions(engine)).length === 0);
  });

  test('refuses to write', async () => {
    await expect(scope.read((em) => em.execute(`update workspaces set name = 'sneaked in'`))).rejects.toMatchObject({ code: '25006' });
  });

  test('holds no connection before the first read, and closing twice is one closing', async () => {
    expect(await busySessions(engine)).toEqual([]);
    await scope.close();
    await readName(scope);
    expect(await busySessions(engine)).toHaveLength(1);
    await Promise.all([scope.close(), scope.close()]);
    await scope.close();
    await until(async () => (await busySessions(engine)).length === 0);
  });

  test('works again after a statement that failed, once the scope was closed', async () => {
    await rename('still here');
    await expect(scope.read((em) => em.execute('select 1 / 0'))).rejects.toMatchObject({ code: '22012' });
    await scope.close();
    expect(await readName(scope)).toBe('still here');
  });

  test('ends what scopes in another name have read, too', async () => {
    const other = await makeTenant(engine);
    const derived = scope.as(other.actor).as(tenant.actor);
    await readName(scope);
    await readName(derived);
    expect(await busySessions(engine)).toHaveLength(2);
    await scope.close();
    await until(async () => (await busySessions(engine)).length === 0);
  });
});

test('a subscription reads its log after the deadline of its beginning', async () => {
  const late = engine.database.scope({ actor: tenant.actor, requestId: newId(), signal: NEVER_ABORTED, deadline: new Deadline(0) });
  await expect(readName(late)).rejects.toMatchObject({ code: 'TIMEOUT' });
  const page = await engine.workspaceFeed.logOf(late, tenant.workspaceId, undefined, undefined).read(undefined);
  expect(page.events.map(({ type }) => type)).toEqual(['READY']);
});

test('a caller that stops waiting between two attempts receives the reason', async () => {
  // The longest pauses: 320 ms before the last attempt.
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.999);
  onTestFinished(() => random.mockRestore());
  const waiting = new AbortController();
  const limited = scopeOf(engine, tenant.actor, waiting.signal);
  let begun = 0;
  const failing = limited.tx(async (em) => {
    if ((begun += 1) === 5) setTimeout(() => waiting.abort(operationTimeout()), 100);
    await em.execute(FAIL_TO_SERIALIZE);
  });
  await expect(failing).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('a transaction whose process froze is given up before another worker begins its step', async () => {
  const [row] = await scopeOf(engine, { kind: 'anonymous' }).tx((em) =>
    em.execute<{ seconds: number }[]>(
      `select extract(epoch from current_setting('idle_in_transaction_session_timeout')::interval)::int as seconds`,
    ),
  );
  expect(row?.seconds).toBeGreaterThan(0);
  expect(row?.seconds).toBeLessThanOrEqual(stepQueue.heartbeatSeconds);
});

test('a statement that takes too long is given up', async () => {
  const [row] = await scopeOf(engine, { kind: 'anonymous' }).tx((em) =>
    em.execute<{ statement: string }[]>(`select current_setting('statement_timeout') as statement`),
  );
  expect(row).toEqual({ statement: '30s' });
  const late = scopeOf(engine, { kind: 'anonymous' }).tx(async (em) => {
    await em.execute(`set local statement_timeout = '50ms'`);
    await em.execute('select pg_sleep(5)');
  });
  await expect(late).rejects.toMatchObject({ code: '57014' });
});

describe('the pool', () => {
  test('is whole after 500 scopes, failing ones among them', async () => {
    const uses = Array.from({ length: 500 }, async (_, index) => {
      const one = scopeOf(engine, tenant.actor);
      try {
        if (index % 5 === 0) await one.read((em) => em.execute('select 1 / 0'));
        else if (index % 5 === 1) await one.tx((em) => em.execute('select 1 / 0'));
        else if (index % 5 === 2) await one.tx((em) => em.execute('select 1'));
        else await readName(one);
      } catch (error) {
        expect(error).toMatchObject({ code: '22012' });
      } finally {
        await one.close();
      }
    });
    await Promise.all(uses);
    await expectWholePool();
  });

  test.each(['read', 'tx'] as const)(
    'is whole after the database ended sessions in the middle of %s, and closing does not complain',
    async (way) => {
      for (let round = 0; round < 2 * POOL; round += 1) {
        const one = scopeOf(engine, tenant.actor);
        const derived = one.as(tenant.actor);
        await readName(derived);
        const cut = one[way](async (em) => {
          const [row] = await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
          await engine.owner('select pg_terminate_backend($1)', [row?.pid]);
          return em.execute('select 1');
        });
        await expect(cut).rejects.toThrow(/terminat|not queryable|ECONNRESET|EPIPE/);
        await one.close();
      }
      await expectWholePool();
    },
  );

  test('is whole after the database ended a session that a snapshot held and nobody used', async () => {
    for (let round = 0; round < 2 * POOL; round += 1) {
      const one = scopeOf(engine, tenant.actor);
      const [row] = await one.read((em) => em.execute<{ pid: number }[]>('select pg_backend_pid() as pid'));
      await engine.owner('select pg_terminate_backend($1)', [row?.pid]);
      await until(async () => (await engine.owner('select 1 from pg_stat_activity where pid = $1', [row?.pid])).length === 0);
      await one.close();
    }
    await expectWholePool();
  });
});
