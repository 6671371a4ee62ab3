import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DependencyChecks } from '../../../src/app/health/dependency-checks.ts';
import { openMetricsServer } from '../../../src/app/metrics/metrics-server.ts';
import { StepRounds } from '../../../src/features/jobs/rounds/step-rounds.ts';
import { Workload } from '../../../src/features/jobs/scheduling/workload.ts';
import type { StepHandler } from '../../../src/features/jobs/steps/step-handler.ts';
import { Failure } from '../../../src/kernel/failure.ts';
import { newId } from '../../../src/kernel/id.ts';
import { silentLog, type Log } from '../../../src/kernel/log.ts';
import { openMetrics } from '../../../src/platform/metrics/open-metrics.ts';
import { openApi, type InProcessApi } from '../../support/api.ts';
import { ask, register, watchWorkspace, type Person } from '../../support/client.ts';
import { createJob, jobRow, looseSteps, makeTenant, until, useEngine } from '../../support/engine.ts';

const TOKEN = 'a-token-for-scrapes';
const engine = useEngine({ concurrency: 0, dispatches: false, poolSize: 10 });
const lines: { readonly event?: string; readonly [name: string]: unknown }[] = [];
const info = (fields: object): void => void lines.push({ ...fields });
const log: Log = { ...silentLog, info, child: () => log };
let api: InProcessApi;
let person: Person;

beforeAll(async () => {
  api = await openApi(engine, { env: { METRICS_TOKEN: TOKEN }, log });
  person = await register(api.url);
});
afterAll(() => api.close());

const requestMetrics = (url: string, token?: string): Promise<Response> =>
  fetch(`${url}/metrics`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

/** The value of one line of a scrape; 0 where there is none. */
async function scraped(url: string, line: string): Promise<number> {
  const response = await requestMetrics(url, TOKEN);
  expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
    status: 200,
    type: 'text/plain; version=0.0.4; charset=utf-8',
  });
  const text = await response.text();
  return Number(
    text
      .split('\n')
      .find((one) => one.startsWith(`${line} `))
      ?.slice(line.length) ?? 0,
  );
}

const operations = (operation: string, outcome: string, type = 'query'): string =>
  `reelwright_graphql_operations_total{operation="${operation}",type="${type}",transport="HTTP",outcome="${outcome}"}`;
const lastRequest = () => lines.findLast(({ event }) => event === 'request');

test.each([undefined, 'another-token-entirely', '', `${TOKEN}x`])('the token %s gets no metrics', async (token) => {
  const response = await requestMetrics(api.url, token);
  expect({ status: response.status, text: await response.text() }).toEqual({
    status: 401,
    text: 'Send Authorization: Bearer with METRICS_TOKEN.\n',
  });
});

test('without METRICS_TOKEN there are no metrics, for loopback either', async () => {
  const off = await openApi(engine);
  try {
    expect((await requestMetrics(off.url, TOKEN)).status).toBe(404);
  } finally {
    await off.close();
  }
});

const WORKSPACE = 'query Chosen_By_The_Client($id: ID!) { workspace(id: $id) { id name } }';

test('an operation is counted and logged by its root field, also when its plan answers it before Apollo', async () => {
  const { workspaceId, userId } = person;
  const before = await scraped(api.url, operations('workspace', 'OK'));
  for (let call = 1; call <= 3; call += 1) {
    await ask(person, WORKSPACE, { id: workspaceId });
    expect(await scraped(api.url, operations('workspace', 'OK'))).toBe(before + call);
    expect(lastRequest()).toEqual({
      ...{ event: 'request', method: 'POST', path: '/graphql', status: 200, ms: expect.any(Number) as number },
      ...{ operation: 'workspace', type: 'query', outcome: 'OK', userId, keyId: undefined, workspaceId },
      requestId: expect.any(String) as string,
    });
  }
  expect(await scraped(api.url, 'reelwright_graphql_operation_duration_seconds_count{operation="workspace",type="query"}')).toBe(
    before + 3,
  );
});

test('refused operations are counted by their code', async () => {
  await ask({ url: api.url }, '{ me { id } }');
  await ask(person, WORKSPACE, { id: newId() });
  await ask(person, 'query Invented { inventedField }');
  expect(await scraped(api.url, operations('me', 'UNAUTHENTICATED'))).toBe(1);
  expect(await scraped(api.url, operations('none', 'GRAPHQL_VALIDATION_FAILED', 'none'))).toBe(1);
  expect(await scraped(api.url, operations('workspace', 'NOT_FOUND'))).toBe(1);
  expect(lastRequest()).toMatchObject({ operation: 'none', outcome: 'GRAPHQL_VALIDATION_FAILED', status: 400 });
});

test('paths of clients are neither counted nor logged, and probes and scrapes are not logged', async () => {
  lines.length = 0;
  for (const path of ['/healthz', '/readyz', '/no/such/secret-path?token=also-secret', '/calendar/a-secret-of-a-person.ics'])
    await (await fetch(`${api.url}${path}`)).text();
  await until(() => lines.filter(({ event }) => event === 'request').length === 2);
  expect(lines.filter(({ event }) => event === 'request').map(({ path }) => path)).toEqual(['other', '/calendar/:secret.ics']);
  const text = await (await requestMetrics(api.url, TOKEN)).text();
  expect(text + JSON.stringify(lines)).not.toMatch(/secret-path|also-secret|a-secret-of/);
  expect(text).toContain('reelwright_http_requests_total{method="GET",route="/healthz",status="200"}');
});

test('a subscription is counted while it is open, and logged when it has begun', async () => {
  const { workspaceId, userId } = person;
  const watching = watchWorkspace(person, { workspaceId });
  await until(async () => (await scraped(api.url, 'reelwright_socket_operations_open')) === 1);
  expect(await scraped(api.url, 'reelwright_sockets_open')).toBe(1);
  await until(() => lines.some(({ event }) => event === 'socket_operation'));
  expect(lines.filter(({ event }) => event === 'socket_operation')).toMatchObject([
    { operation: 'workspaceEvents', type: 'subscription', outcome: 'OK', userId, workspaceId },
  ]);
  expect(await scraped(api.url, 'reelwright_http_bytes_total{route="/graphql",direction="IN"}')).toBeGreaterThan(500);
  watching.leave();
  await until(async () => (await scraped(api.url, 'reelwright_socket_operations_open')) === 0);
  await until(async () => (await scraped(api.url, 'reelwright_sockets_open')) === 0);
});

test('the pools and the process are measured', async () => {
  await ask(person, '{ me { id } }');
  const connections = await Promise.all(
    ['USED', 'IDLE'].map((state) => scraped(api.url, `reelwright_database_connections{pool="MAIN",state="${state}"}`)),
  );
  expect(Math.max(...connections)).toBeGreaterThan(0);
  expect(await scraped(api.url, 'reelwright_sockets_open')).toBe(0);
  expect(await scraped(api.url, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
});

test('steps are counted on the port of the worker, and the queue on the API', async () => {
  const tenant = await makeTenant(engine);
  const metrics = await openMetrics(true, silentLog);
  const workload = new Workload();
  const server = await openMetricsServer(
    { host: '127.0.0.1', workerPort: 0, metricsToken: TOKEN },
    { metrics, workload, health: new DependencyChecks([]) },
    silentLog,
  );
  const worker = `http://127.0.0.1:${server?.port}`;
  const hold = Promise.withResolvers<void>();
  const work: StepHandler = async ({ step, observeCall }) => {
    observeCall({ kind: 'SPEECH', provider: 'elevenlabs', outcome: 'BAD_KEY' }, 0.2);
    if (step.failures === 0) throw new Error('fails once');
    await hold.promise;
    return {};
  };
  const parts = { stepHandlers: { VIDEO: { SEGMENT: work } }, workDir: join(tmpdir(), newId()), concurrency: 2, log: silentLog };
  const rounds = new StepRounds({ ...engine, ...parts, workload, metrics });
  rounds.start();
  try {
    expect((await requestMetrics(worker)).status).toBe(401);
    expect((await fetch(`${worker}/healthz`)).status).toBe(200);
    expect((await fetch(`${worker}/graphql`)).status).toBe(404);
    const jobId = await createJob(engine, tenant, looseSteps(1));
    const failed = 'reelwright_step_duration_seconds_count{job_type="VIDEO",step="SEGMENT",outcome="FAILED"}';
    await until(async () => (await scraped(worker, failed)) === 1);
    await until(async () => (await scraped(worker, 'reelwright_step_retries_total{step="SEGMENT",reason="FAILURE"}')) === 1);
    expect(await scraped(worker, 'reelwright_steps_running')).toBe(1);
    // Figures of the queue are at most five seconds old.
    await until(async () => (await scraped(api.url, 'reelwright_queue_depth{queue="STEPS",state="RUNNING"}')) === 1);
    await until(async () => (await scraped(api.url, 'reelwright_plan_queue_depth{state="RUNNING",plan="standard"}')) === 1);
    expect(await scraped(worker, 'reelwright_job_start_delay_seconds_count{job_type="VIDEO"}')).toBe(1);
    hold.resolve();
    const finished = 'reelwright_step_duration_seconds_count{job_type="VIDEO",step="SEGMENT",outcome="FINISHED"}';
    await until(async () => (await scraped(worker, finished)) === 1);
    const calls = 'reelwright_provider_call_duration_seconds_count{provider="elevenlabs",kind="SPEECH",outcome="BAD_KEY"}';
    expect(await scraped(worker, calls)).toBe(2);
    await until(async () => (await jobRow(engine, jobId)).status === 'COMPLETED');
  } finally {
    hold.resolve();
    await rounds.close(0);
    await server?.close();
  }
});

test('a step whose input is at fault is counted apart from those that the installation fails', async () => {
  const tenant = await makeTenant(engine);
  const metrics = await openMetrics(true, silentLog);
  const detail = { category: 'USER_INPUT', retryable: false, hint: 'Upload a video.' } as const;
  const work: StepHandler = () => Promise.reject(new Failure('MEDIA_UNREADABLE', 'The file is not readable media.', detail));
  const parts = { stepHandlers: { VIDEO: { SEGMENT: work } }, workDir: join(tmpdir(), newId()), concurrency: 1, log: silentLog };
  const rounds = new StepRounds({ ...engine, ...parts, workload: new Workload(), metrics });
  rounds.start();
  try {
    const jobId = await createJob(engine, tenant, looseSteps(1));
    await until(async () => (await jobRow(engine, jobId)).status === 'FAILED');
    await until(async () => (await metrics.scrape()).text.includes('step="SEGMENT"'));
    const { text } = await metrics.scrape();
    expect(text).toContain('reelwright_step_duration_seconds_count{job_type="VIDEO",step="SEGMENT",outcome="REJECTED"} 1');
    expect(text).not.toContain('outcome="FAILED"');
  } finally {
    await rounds.close(0);
  }
});
