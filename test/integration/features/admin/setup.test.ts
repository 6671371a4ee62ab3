import { expect, test } from 'vitest';
import { newId } from '../../../../src/kernel/id.ts';
import { changeAdministrator } from '../../../../src/app/commands/admin.ts';
import { request, scopeOf, useEngine } from '../../../support/engine.ts';

const engine = useEngine();
const NOBODY = { kind: 'anonymous' } as const;
const account = (setupToken: string) => ({
  setupToken,
  email: `${newId()}@example.test`,
  password: `four odd words ${newId()}`,
  name: 'Ada',
});
const initialize = (input: ReturnType<typeof account>) => request(engine, NOBODY, (scope) => engine.setup.initialize(scope, input));
const accounts = async () => (await engine.owner<{ count: string }>('select count(*) from users'))[0]?.count;

test(
  'the first administrator is appointed once, by one of the tokens of all starts, of many callers by one',
  { timeout: 60_000 },
  async () => {
    const system = () => scopeOf(engine, { kind: 'system' });
    expect(await engine.setup.isInitialized(system())).toBe(false);
    // Two processes start: each link works until one is used.
    const [one = '', other = ''] = [await engine.setup.offer(system()), await engine.setup.offer(system())];
    const stored = await engine.owner<{ hash: string }>('select hash from setup_tokens');
    expect(stored).toHaveLength(2);
    expect(JSON.stringify(stored)).not.toContain(one);

    await expect(initialize(account(newId()))).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.setupToken' }],
    });
    await expect(initialize({ ...account(one), password: 'password123' })).rejects.toMatchObject({ fields: [{ path: 'input.password' }] });
    expect(await accounts()).toBe('0');

    const calls = await Promise.allSettled([one, other, one, other].map((token) => initialize(account(token))));
    const done = calls.flatMap((call) => (call.status === 'fulfilled' ? [call.value] : []));
    expect(done).toHaveLength(1);
    for (const call of calls) if (call.status === 'rejected') expect(call.reason).toMatchObject({ code: 'INVALID_STATE' });
    // The losers left no account.
    expect(await accounts()).toBe('1');
    expect(await engine.owner('select user_id from administrators')).toEqual([{ user_id: done[0]?.userId }]);
    expect(await engine.identity.authenticate(scopeOf(engine, NOBODY), done[0]?.accessToken ?? '')).toMatchObject({ administrator: true });
    expect(await engine.owner(`select after from audit_events where action = 'initializeSystem'`)).toEqual([
      { after: { administrator: true } },
    ]);

    expect(await engine.owner('select 1 from setup_tokens')).toEqual([]);
    expect(await engine.setup.offer(system())).toBeUndefined();
    await expect(initialize(account(other))).rejects.toMatchObject({ code: 'INVALID_STATE' });

    // It stays closed when the administrator goes; the owner of the database regains access.
    const { email } = account('');
    await engine.owner(`insert into users (id, email, email_key, name, password_hash) values ($1, $2, $2, 'Ben', 'none')`, [
      newId(),
      email,
    ]);
    await engine.owner('delete from administrators');
    expect(await engine.setup.isInitialized(system())).toBe(true);
    expect(await engine.setup.offer(system())).toBeUndefined();
    await changeAdministrator({ databaseOwnerUrl: engine.urls.ownerUrl }, [email]);
    expect(await engine.owner('select 1 as one from administrators')).toEqual([{ one: 1 }]);
  },
);
