import { expect, test } from 'vitest';
import { DependencyChecks, type DependencyCheck, type DependencyState } from '../../../../src/app/health/dependency-checks.ts';
import { CheckError, failureReason } from '../../../../src/app/health/failure-reason.ts';
import { answerReadiness } from '../../../../src/app/health/readiness.ts';

const TOKEN = 'a-token-for-scrapes';
const works = (name: DependencyCheck['name'], isRequired = true): DependencyCheck => ({ name, isRequired, run: async () => undefined });
const fails = (name: DependencyCheck['name'], isRequired = true): DependencyCheck => ({
  name,
  isRequired,
  run: () => Promise.reject(Object.assign(new Error('connect to db.internal:5432 refused'), { code: 'ECONNREFUSED' })),
});
const answer = (checks: readonly DependencyCheck[], authorization?: string) =>
  answerReadiness(new DependencyChecks(checks), TOKEN, { headers: authorization === undefined ? {} : { authorization } });

test('strangers see the state of each dependency and nothing else', async () => {
  const checks = [works('database'), fails('storage'), fails('mail', false)];
  for (const authorization of [undefined, 'Bearer another-token-entirely'])
    expect(await answer(checks, authorization)).toEqual({
      httpStatus: 503,
      body: { status: 'unavailable', dependencies: { database: 'ok', storage: 'unavailable', mail: 'unavailable' } },
    });
});

test('the bearer of METRICS_TOKEN sees latency, time and reason', async () => {
  const { body } = await answer([fails('storage')], `Bearer ${TOKEN}`);
  expect(body.dependencies).toEqual({
    storage: { state: 'unavailable', latencyMs: expect.any(Number) as number, since: expect.any(Date) as Date, reason: 'ECONNREFUSED' },
  });
});

test.each<[string, readonly DependencyCheck[], number]>([
  ['everything works', [works('database'), works('mail', false)], 200],
  ['the mail server is away, because emails wait in the queue', [works('database'), fails('mail', false)], 200],
  ['the database has another version, as during an upgrade', [{ ...works('migrations'), run: async () => 'other_version' }], 200],
  ['a required dependency is away', [works('database'), fails('queue')], 503],
])('when %s, readiness answers %s', async (_, checks, status) => {
  expect((await answer(checks)).httpStatus).toBe(status);
});

test('the time of a state is that of its beginning', async () => {
  let state: DependencyState = 'ok';
  const checks = new DependencyChecks([{ name: 'queue', isRequired: true, run: async () => state }]);
  const [first] = await checks.check();
  const [same] = await checks.check();
  expect(same?.since).toBe(first?.since);
  state = 'unavailable';
  const [changed] = await checks.check();
  expect(changed?.since).not.toBe(first?.since);
});

test('simultaneous callers share a check, and a result is kept as long as its check says', async () => {
  const calls = { mail: 0, queue: 0 };
  const counting = (name: 'mail' | 'queue', keptMs: number): DependencyCheck => ({
    name,
    isRequired: true,
    keptMs,
    run: async () => {
      calls[name] += 1;
      await Promise.resolve();
    },
  });
  const checks = new DependencyChecks([counting('mail', 60_000), counting('queue', 0)]);
  await Promise.all([checks.check(), checks.check(), checks.check()]);
  expect(calls).toEqual({ mail: 1, queue: 1 });
  await checks.check();
  expect(calls).toEqual({ mail: 1, queue: 2 });
});

test('a reason has no text of other programs', () => {
  expect(failureReason(new CheckError('status 403'))).toBe('status 403');
  expect(failureReason(new TypeError('fetch failed', { cause: Object.assign(new Error('secret'), { code: 'ENOTFOUND' }) }))).toBe(
    'ENOTFOUND',
  );
  expect(failureReason(new TypeError('https://store.example/key?X-Amz-Signature=secret'))).toBe('TypeError');
});
