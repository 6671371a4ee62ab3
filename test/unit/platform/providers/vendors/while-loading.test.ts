import { beforeEach, expect, test, vi } from 'vitest';
import { LOADING_PATIENCE } from '../../../../../src/platform/providers/vendors/compatible/endpoint.ts';
import { whileLoading } from '../../../../../src/platform/providers/vendors/compatible/while-loading.ts';
import { modelLoading, vendorDown } from '../../../../../src/platform/providers/vendors/vendor-failures.ts';

/** Milliseconds that have passed. */
let clock = 0;
vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => {
    clock += ms;
  },
}));
beforeEach(() => {
  clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});

const { signal } = new AbortController();
const serverThatLoads = (ms: number) => async (): Promise<string> => {
  if (clock < ms) throw modelLoading('The script server');
  return 'an answer';
};

test('a server that loads its model for three minutes is waited for', async () => {
  expect(await whileLoading(serverThatLoads(180_000), LOADING_PATIENCE, signal)).toBe('an answer');
  expect(clock).toBe(180_000);
});

test('one that loads for longer than ten minutes fails with MODEL_LOADING, which is retryable', async () => {
  await expect(whileLoading(serverThatLoads(Infinity), LOADING_PATIENCE, signal)).rejects.toMatchObject({
    code: 'MODEL_LOADING',
    retryable: true,
  });
  expect(clock).toBe(600_000);
});

test('another failure is not waited out', async () => {
  await expect(whileLoading(() => Promise.reject(vendorDown('The script server')), LOADING_PATIENCE, signal)).rejects.toMatchObject({
    code: 'VENDOR_DOWN',
  });
  expect(clock).toBe(0);
});
