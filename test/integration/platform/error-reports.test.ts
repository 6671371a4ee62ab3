import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../../src/kernel/log.ts';
import { reportingLog } from '../../../src/platform/error-reports/error-reports.ts';
import { SentryReports } from '../../../src/platform/error-reports/sentry-reports.ts';
import { openSentry, type SentryStandIn } from '../../support/vendors/sentry.ts';

let sentry: SentryStandIn;
beforeAll(async () => (sentry = await openSentry()));
afterAll(() => sentry.close());

const open = (dsn = sentry.dsn) => new SentryReports({ dsn, release: 'reelwright@1.2.3', environment: 'production', process: 'api' });

test('a logged error is reported with release, request id and stack, and without ids of people', async () => {
  const reports = open();
  const log = reportingLog(silentLog, reports).child({ jobId: 'a-job', userId: 'a-person' });
  log.error(
    { event: 'unexpected_error', requestId: 'a-request', email: 'ada@example.org', err: new RangeError('too far') },
    'unexpected error',
  );
  log.warn({ err: new Error('only a warning') }, 'warned');
  log.error({ event: 'without_error' }, 'no error');
  await reports.close();
  expect(sentry.reports).toHaveLength(1);
  const [report] = sentry.reports;
  expect(report).toMatchObject({
    release: 'reelwright@1.2.3',
    environment: 'production',
    tags: { process: 'api', event: 'unexpected_error', requestId: 'a-request', jobId: 'a-job' },
    exception: { values: [{ type: 'RangeError', value: 'too far' }] },
  });
  expect(report?.exception.values[0]?.stacktrace?.frames.at(-1)?.filename).toContain('error-reports.test.ts');
  expect(sentry.text()).not.toMatch(/a-person|ada@example\.org|only a warning/);
});

test('values of statements are not reported', async () => {
  const reports = open();
  const error = Object.assign(new Error("insert into users values ('ada@example.org') - duplicate key"), {
    code: '23505',
    detail: 'Key (email)=(ada@example.org) already exists.',
  });
  reportingLog(silentLog, reports).error({ err: error }, 'unexpected error');
  await reports.close();
  expect(sentry.reports.at(-1)?.exception.values[0]?.value).toBe('database error 23505');
  expect(sentry.text()).not.toContain('ada@example.org');
});

test('a server that is away costs reports and nothing else', async () => {
  const reports = open('http://key@127.0.0.1:9/1');
  reportingLog(silentLog, reports).error({ err: new Error('lost') }, 'unexpected error');
  await expect(reports.close()).resolves.toBeUndefined();
});
