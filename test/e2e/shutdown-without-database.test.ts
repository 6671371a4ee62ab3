import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('a worker whose database is away', () => {
  it.each([
    ['refuses connections', (): void => void stack.database.shut()],
  ])('ends when it is asked to: the database %s', async (_, takeAway) => {
    const worker = stack.launch('worker');
    await worker.heard(({ msg }) => msg === 'worker is ready');
    takeAway();
    await worker.heard(({ event }) => event === 'listen_lost');
    const asked = performance.now();
    expect(await worker.end()).toBe(0);
    expect((performance.now() - asked) / 1_000).toBeLessThan(ENDS_WITHIN_SECONDS);
  });
});
