import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOutageStack, type OutageStack } from '../support/outage-stack.ts';
import { endPrograms } from '../support/program.ts';

/** Seconds: the grace of steps, the last writes, and the closing of connections. */
const ENDS_WITHIN_SECONDS = 45;

let stack: OutageStack;

beforeAll(async () => {
  stack = await openOutageStack();
  expect(await stack.launch('migrate').ended).toBe(0);
});

afterAll(async () => {
  await endPrograms();
  await stack?.close();
});

it('a worker whose database is away ends when it is asked to', async () => {
  const worker = stack.launch('worker');
  await worker.heard(({ msg }) => msg === 'worker is ready');
  await stack.database.shut();
  await worker.heard(({ event }) => event === 'listen_lost');
  const asked = performance.now();
  expect(await worker.end()).toBe(0);
  expect((performance.now() - asked) / 1_000).toBeLessThan(ENDS_WITHIN_SECONDS);
});
