import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { register, watch, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { GENERATE } from '../support/films.ts';
import { endPrograms, launch } from '../support/program.ts';
import { freePort, startStack, type Stack } from '../support/stack.ts';
import { openOtlp, type OtlpStandIn } from '../support/vendors/otlp.ts';

const TOKEN = 'a-token-for-scrapes';
const STEPS = ['SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'ASSEMBLE', 'VERIFY', 'DELIVER'];

let stack: Stack;
let otlp: OtlpStandIn;
let logs: string;
let workerPort: number;
let person: Person;
/** The trace that the answer of the mutation named. */
let traceId: string;
let traceHeader: string | null;

beforeAll(async () => {
  [otlp, logs, workerPort] = await Promise.all([openOtlp(), mkdtemp(join(tmpdir(), 'log-dir-')), freePort()]);
  const env = { METRICS_TOKEN: TOKEN, WORKER_PORT: String(workerPort), OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url, LOG_DIR: logs };
  stack = await startStack({ env });
  person = await register(stack.url);
  const input = {
    workspaceId: person.workspaceId,
    script: newScript(2),
    title: 'Traced',
    resolution: 'P360',
    motion: 'NONE',
    musicMood: 'none',
  };
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${person.accessToken}` },
    body: JSON.stringify({ query: GENERATE, variables: { input } }),
  });
  const answer = (await response.json()) as { data: { generateVideo: { id: string } }; extensions: { traceId: string } };
  traceId = answer.extensions.traceId;
  traceHeader = response.headers.get('x-trace-id');
  await watch(person, { jobId: answer.data.generateVideo.id }).ended;
  await stack.program.heard(({ msg, step }) => msg === 'step finished' && step === 'DELIVER');
});
afterAll(async () => {
  await stack.stop();
  await otlp.close();
  await rm(logs, { recursive: true, force: true });
  await endPrograms();
});

test('a film is one trace, from the mutation through the queue to ffmpeg and providers', async () => {
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(traceHeader).toBe(traceId);
  const spans = () => otlp.spans.filter((span) => span.traceId === traceId);
  await expect.poll(() => spans().map(({ name }) => name), { timeout: 20_000 }).toContain('step DELIVER');
  const root = spans().find(({ parentSpanId }) => parentSpanId === '');
  expect(root).toMatchObject({ name: 'mutation generateVideo', service: 'reelwright-api', isFailed: false });
  const steps = spans().filter(({ name }) => name.startsWith('step '));
  expect(new Set(steps.map(({ name }) => name.slice('step '.length)))).toEqual(new Set(STEPS));
  for (const { parentSpanId, service } of steps)
    expect({ parentSpanId, service }).toEqual({ parentSpanId: root?.spanId, service: 'reelwright-worker' });
  const stepIds = new Set(steps.map(({ spanId }) => spanId));
  for (const name of ['ffmpeg', 'ffprobe', 'provider builtin', 'storage putFile']) {
    const calls = spans().filter((span) => span.name === name);
    expect(calls, name).not.toEqual([]);
    for (const { parentSpanId } of calls) expect(stepIds, name).toContain(parentSpanId);
  }
});

test('lines of the worker have the trace, and each process writes its own files', async () => {
  expect(stack.program.log().find(({ msg, step }) => msg === 'step finished' && step === 'ASSEMBLE')?.['traceId']).toBe(traceId);
  const names = (await readdir(logs)).map((name) => name.replace(/-\d{4}-\d\d-\d\d-\d+\.log$/, '')).toSorted();
  expect(names).toEqual(['api', 'start', 'worker']);
  const texts = await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), 'utf8')));
  expect(texts.join('')).toContain('"step finished"');
  expect(texts.join('')).not.toContain(person.accessToken ?? 'missing');
});

test('readiness of API and worker has the state of each dependency, and more for the operator', async () => {
  const api = { database: 'ok', migrations: 'ok', queue: 'ok', storage: 'ok', mail: 'not_configured' };
  const worker = `http://127.0.0.1:${workerPort}`;
  expect(await (await fetch(`${stack.url}/readyz`)).json()).toEqual({ status: 'ok', dependencies: api });
  expect(await (await fetch(`${worker}/readyz`)).json()).toEqual({ status: 'ok', dependencies: { ...api, ffmpeg: 'ok' } });
  const response = await fetch(`${worker}/readyz`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const { dependencies } = (await response.json()) as { dependencies: Record<string, object> };
  expect(dependencies['ffmpeg']).toEqual({
    state: 'ok',
    latencyMs: expect.any(Number) as number,
    since: expect.any(String) as string,
  });
});

test('doctor finds nothing that fails, and ends with 0', async () => {
  const program = launch(['doctor', '--json'], { DATA_DIR: stack.dataDir });
  expect(await program.ended, program.stdout() + program.stderr()).toBe(0);
  const findings = program
    .stdout()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { subject: string; state: string });
  expect(findings.filter(({ state }) => state === 'FAIL')).toEqual([]);
  expect(findings.map(({ subject }) => subject)).toEqual(
    expect.arrayContaining(['database', 'bucket', 'upload address', 'ffmpeg', 'fonts']),
  );
});
