import { expect, test } from 'vitest';
import { newId } from '../../../../src/kernel/id.ts';
import type { RateLimit } from '../../../../src/platform/ratelimit/rate-limiter.ts';
import { RateLimiter } from '../../../../src/platform/ratelimit/rate-limiter.ts';
import { makeTenant, useEngine, scopeOf } from '../../../support/engine.ts';

const engine = useEngine({ limits: { login: 5 } });

const FIVE: RateLimit = { name: 'five', atMost: 5, windowSeconds: 60 };
const outcome = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'granted',
    (error: { code: unknown }) => error.code,
  );

test('grants exactly the limit to all processes together, however many ask at once', async () => {
  const processes = [engine.limiter, new RateLimiter(engine.database)];
  const who = newId();
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, index) => outcome((processes[index % 2] ?? engine.limiter).take(FIVE, who))),
  );
  expect(outcomes.filter((one) => one === 'granted')).toHaveLength(5);
  expect(outcomes.filter((one) => one === 'RATE_LIMITED')).toHaveLength(35);
});

test('says when to come back, and grants again when the window has ended', async () => {
  const who = newId();
  for (let time = 0; time < 5; time += 1) await engine.limiter.take(FIVE, who);
  const wait = await engine.limiter.tryTake(FIVE, who, 1);
  expect(wait).toBeGreaterThan(50);
  expect(wait).toBeLessThanOrEqual(60);
  await engine.owner(`update rate_limits set ends_at = clock_timestamp()`);
  expect(await engine.limiter.tryTake(FIVE, who, 5)).toBe(0);
  expect(await engine.limiter.tryTake(FIVE, who, 1)).toBeGreaterThan(0);
});

test('counts by name and by who', async () => {
  const [one, other] = [newId(), newId()];
  for (let time = 0; time < 5; time += 1) await engine.limiter.take(FIVE, one);
  await engine.limiter.take(FIVE, other);
  await engine.limiter.take({ ...FIVE, name: 'another' }, one);
  expect(await outcome(engine.limiter.take(FIVE, one))).toBe('RATE_LIMITED');
});

test('a call that one window refuses is not counted in those after it', async () => {
  const [person, address] = [newId(), newId()];
  const windows = [
    { limit: FIVE, who: person },
    { limit: { ...FIVE, name: 'off', atMost: 0 }, who: person },
    { limit: { ...FIVE, atMost: 6 }, who: address },
  ];
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome(engine.limiter.takeInTurn(windows))));
  expect(outcomes.filter((one) => one === 'granted')).toHaveLength(5);
  expect(await engine.limiter.tryTake({ ...FIVE, atMost: 6 }, address, 1)).toBe(0);
  expect(await engine.limiter.tryTake({ ...FIVE, atMost: 6 }, address, 1)).toBeGreaterThan(0);
});

test('the application cannot read the counters, and the counters name nobody', async () => {
  const tenant = await makeTenant(engine);
  await engine.limiter.take(FIVE, 'somebody@example.test');
  await expect(scopeOf(engine, tenant.actor).tx((em) => em.execute('select * from rate_limits'))).rejects.toThrow(/permission denied/);
  const keys = await engine.owner<{ key: string }>('select key from rate_limits');
  expect(keys.every(({ key }) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
});

test('a window that has ended is forgotten', async () => {
  await engine.limiter.take(FIVE, newId());
  await engine.owner(`update rate_limits set ends_at = clock_timestamp() - interval '1 second'`);
  await scopeOf(engine, { kind: 'anonymous' }).tx((em) => em.execute('select delete_expired_rate_limits()'));
  expect(await engine.owner('select key from rate_limits')).toEqual([]);
});

test('sign-ins: failures count, for the source and the account, and successes do not', async () => {
  const email = `${newId()}@example.test`;
  const password = 'a long sentence nobody says';
  const from = (address: string) =>
    engine.database.scope({
      actor: { kind: 'anonymous' },
      requestId: newId(),
      client: { address, userAgent: undefined },
      signal: new AbortController().signal,
    });
  const login = (address: string, input: { email: string; password: string }): Promise<unknown> => {
    const scope = from(address);
    return outcome(engine.identity.login(scope, input)).finally(() => scope.close());
  };
  await engine.identity.register(from('203.0.113.1'), { email, password, name: 'Ada' });
  for (let time = 0; time < 8; time += 1) expect(await login('203.0.113.2', { email, password })).toBe('granted');
  for (let time = 0; time < 5; time += 1) expect(await login('203.0.113.1', { email, password: 'wrong' })).toBe('UNAUTHENTICATED');
  expect(await login('203.0.113.1', { email, password })).toBe('RATE_LIMITED');
  expect(await login('203.0.113.2', { email, password })).toBe('granted');
  for (let time = 0; time < 5; time += 1) {
    expect(await login('203.0.113.2', { email: `${newId()}@example.test`, password })).toBe('UNAUTHENTICATED');
  }
  expect(await login('203.0.113.2', { email: `${newId()}@example.test`, password })).toBe('RATE_LIMITED');
});
