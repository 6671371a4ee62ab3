import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { follow, gql, refused, register, watch, type Following, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { finished, generate, readJob } from '../support/films.ts';
import { ffmpegsOf, isRunning } from '../support/processes.ts';
import { endPrograms, launch, type Program } from '../support/program.ts';
import { freePort, startStack, type Stack } from '../support/stack.ts';

/** What the documents promise. */
const SUSPENDED_WITHIN_MS = 5_000;
const SILENT_WITHIN_MS = 20_000;

const SUSPEND = 'mutation ($input: SuspendUserInput!) { suspendUser(input: $input) { suspendedAt } }';
/** The client follows a cursor; the time of a snapshot serves as one. */
const EVENTS = `subscription { adminEvents { cursor: at workers { id state slots running lastSeenAt } queue { runningSteps }
  spend { limit spent state } steps { jobId name state } } }`;

interface AdminEvent {
  readonly cursor: string;
  readonly workers: readonly { readonly id: string; readonly state: string }[];
  readonly spend: { readonly limit: number | null; readonly spent: number; readonly state: string };
  readonly steps: readonly { readonly jobId: string; readonly name: string; readonly state: string }[];
}

let stack: Stack;
let operator: Person;
/** A second API process, on a port of its own. */
let elsewhere: string;

beforeAll(async () => {
  stack = await startStack({ env: { WORKER_CONCURRENCY: '1' } });
  operator = await register(stack.url);
  const admin = launch(['admin', operator.email], { DATA_DIR: stack.dataDir });
  expect(await admin.ended).toBe(0);
  const port = await freePort();
  elsewhere = `http://127.0.0.1:${port}`;
  const api = launch(['api'], { ...stack.secrets(), HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: elsewhere, RATE_LIMIT_API: '0' });
  await api.heard(({ msg }) => msg === 'API is ready');
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

const followOperation = (): Following<AdminEvent> => follow<AdminEvent>(operator, EVENTS, {}, {});

it('a suspension ends a socket on another API process and the ffmpeg of a film within 5 s', async () => {
  const person = await register(stack.url);
  const id = await generate(person, { script: newScript(3, 6), resolution: 'P1080', motion: 'KEN_BURNS' });
  const socket = watch({ url: elsewhere, accessToken: person.accessToken }, { jobId: id });
  await socket.until(({ step, message }) => step === 'SEGMENT' && message === 'started');
  const encoder = await vi.waitUntil(() => ffmpegsOf(stack.program.pid)[0], { timeout: 30_000, interval: 20 });
  const began = Date.now();
  await gql(operator, SUSPEND, { input: { userId: person.userId, reason: 'Sends spam' } });
  expect(await socket.ended).toEqual({ closed: 4401 });
  expect(Date.now() - began).toBeLessThan(SUSPENDED_WITHIN_MS);
  await vi.waitUntil(() => !isRunning(encoder.pid), { timeout: SUSPENDED_WITHIN_MS - (Date.now() - began), interval: 20 });
  expect(Date.now() - began).toBeLessThan(SUSPENDED_WITHIN_MS);
  for (const url of [stack.url, elsewhere])
    expect((await refused({ url, accessToken: person.accessToken }, '{ me { id } }')).extensions.code).toBe('UNAUTHENTICATED');
  // Nothing of the film is made any longer.
  const operation = followOperation();
  await operation.until(({ steps }) => steps.every(({ jobId, state }) => jobId !== id || state !== 'RUNNING'));
  operation.leave();
});

it('a killed worker is seen within 20 s, and the job that it held completes', async () => {
  const worker: Program = launch(['worker'], { DATA_DIR: stack.dataDir, WORKER_CONCURRENCY: '1' });
  await worker.heard(({ msg }) => msg === 'worker is ready');
  const operation = followOperation();
  await operation.until(({ workers }) => workers.filter(({ state }) => state === 'ALIVE').length === 2);
  const person = await register(elsewhere);
  const id = await generate(person, { script: newScript(3, 2), resolution: 'P720' });
  await worker.heard(({ msg, jobId, step }) => msg === 'step started' && jobId === id && step === 'SEGMENT');
  expect(await worker.end('SIGKILL')).toBe('SIGKILL');
  const killedAt = Date.now();
  const seen = await operation.until(({ workers }) => workers.some(({ state }) => state === 'SILENT'));
  expect(Date.now() - killedAt).toBeLessThan(SILENT_WITHIN_MS);
  expect(seen.spend).toEqual({ limit: null, spent: 0, state: 'OK' });
  operation.leave();
  expect(await finished(person, id)).toMatchObject({ status: 'COMPLETED', failure: null });
  expect((await readJob(person, id)).checks.filter(({ ok }) => !ok)).toEqual([]);
});

it('settings of another type, of an unknown name or outside of their limits are refused with the field', async () => {
  const update = 'mutation ($input: UpdateSettingsInput!) { updateSettings(input: $input) { registration { value } } }';
  const change = async (input: object) => (await refused(operator, update, { input })).extensions;
  expect((await change({ theme: 'dark' })).code).toBe('BAD_USER_INPUT');
  expect((await change({ signupCredits: 'many' })).code).toBe('BAD_USER_INPUT');
  expect((await change({ registration: 'SOMETIMES' })).code).toBe('BAD_USER_INPUT');
  for (const [field, value] of [
    ['signupCredits', -1],
    ['spendLimit', -0.01],
    ['spendLimit', 1_000_001],
    ['defaultLocale', 'fr'],
    ['defaultLocale', '../../etc/passwd'],
  ] as const)
    expect(await change({ [field]: value })).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: `input.${field}` }] });
  const { settings } = await gql<{ settings: object }>(
    operator,
    '{ settings { spendLimit { value source } defaultLocale { value source } } }',
  );
  expect(settings).toEqual({ spendLimit: { value: null, source: 'DEFAULT' }, defaultLocale: { value: 'en', source: 'DEFAULT' } });
});
