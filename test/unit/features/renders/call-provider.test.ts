import { expect, test } from 'vitest';
import type { StepCost } from '../../../../src/features/jobs/job/job.states.ts';
import type { StepRun } from '../../../../src/features/jobs/steps/step-handler.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { callProvider } from '../../../../src/features/renders/steps/call-provider.ts';
import { paidCall } from '../../../../src/platform/providers/vendors/paid-call.ts';
import type { PaidAnswer } from '../../../../src/platform/providers/vendors/paid-call.ts';
import { badKey, invalidInput, quota, vendorDown } from '../../../../src/platform/providers/vendors/vendor-failures.ts';
import { nothingToSpeak } from '../../../../src/platform/providers/speech/speech-failures.ts';
import { MemoryAttempts } from '../../../support/vendors/memory-attempts.ts';

function newRun(): { run: StepRun; costs: StepCost[] } {
  const costs: StepCost[] = [];
  const recordCost = async (cost: StepCost) => void costs.push(cost);
  const run = { workDir: '/work', recordCost, log: silentLog } as unknown as StepRun;
  return { run, costs };
}

const vendor = { id: 'vendor', revision: '1' };

test('the cost of a call is recorded with its kind and provider', async () => {
  const { run, costs } = newRun();
  const result = await callProvider(run, 'SPEECH', vendor, async () => ({ path: 'a.wav', cost: { unit: 'characters', amount: 42 } }));
  expect(result.path).toBe('a.wav');
  expect(costs).toEqual([{ kind: 'SPEECH', provider: 'vendor', unit: 'characters', amount: 42 }]);
});

test('a call that was free records nothing', async () => {
  const { run, costs } = newRun();
  await callProvider(run, 'SPEECH', vendor, async () => ({}));
  expect(costs).toEqual([]);
});

test('a call that was sent is counted for its provider, with its failure; one that was not needed says nothing', async () => {
  const { run } = newRun();
  const counted: unknown[] = [];
  const counting = {
    ...run,
    signal: new AbortController().signal,
    attempts: () => new MemoryAttempts(),
    apiKeyOf: async () => ({ id: 'an id', key: 'key' }),
    recordCall: async (...call: unknown[]) => void counted.push(call),
  } as unknown as StepRun;
  const paid = (send: () => Promise<{ value: object }>) =>
    callProvider(counting, 'SPEECH', vendor, (call) =>
      paidCall<object>(call, { vendor: 'Vendor', key: 'speak', model: 'a', isFree: false, send }),
    );
  const use = { kind: 'SPEECH', provider: 'vendor', keyId: 'an id' };
  await callProvider(counting, 'SPEECH', vendor, async () => ({}));
  expect(counted).toEqual([]);
  await paid(async () => ({ value: {} }));
  await expect(paid(() => Promise.reject(vendorDown('Vendor')))).rejects.toMatchObject({ code: 'VENDOR_DOWN' });
  expect(counted).toEqual([
    [use, undefined],
    [use, 'VENDOR_DOWN'],
  ]);
});

test.each([
  [true, null],
  [false, { unit: 'pictures', amount: 1 }],
])('what a vendor reports is a cost only where it is charged (free: %s)', async (isFree, cost) => {
  const attempts = new MemoryAttempts();
  const run = { ...newRun().run, signal: new AbortController().signal, attempts: () => attempts } as unknown as StepRun;
  const call = (key: string, answer: PaidAnswer<object>) =>
    callProvider(run, 'VISUAL', vendor, (made) =>
      paidCall<object>(made, { vendor: 'Vendor', key, model: 'a', isFree, send: async () => answer }),
    );
  const charged = { unit: 'pictures', amount: 1 };
  expect((await call('made', { value: {}, cost: charged })).origin.cost).toEqual(cost);
  await expect(call('refused', { failure: vendorDown('Vendor'), cost: charged })).rejects.toMatchObject({ code: 'VENDOR_DOWN' });
  expect(attempts.booked).toEqual(cost ? [1, 1] : []);
});

test.each([
  { what: 'a call that succeeds', error: undefined, isOwnKey: false, outcome: 'OK' },
  { what: 'an outage', error: vendorDown('Vendor'), isOwnKey: false, outcome: 'VENDOR_DOWN' },
  { what: 'an outage with a key of the workspace', error: vendorDown('Vendor'), isOwnKey: true, outcome: 'VENDOR_DOWN' },
  { what: 'a bad key of the installation', error: badKey('Vendor'), isOwnKey: false, outcome: 'BAD_KEY' },
  { what: 'a bad key of the workspace', error: badKey('Vendor'), isOwnKey: true, outcome: 'WORKSPACE_KEY' },
  { what: 'an account of the workspace without quota', error: quota('Vendor'), isOwnKey: true, outcome: 'WORKSPACE_KEY' },
  { what: 'an input that the vendor refuses', error: invalidInput('Vendor'), isOwnKey: false, outcome: 'INVALID_INPUT' },
  { what: 'an input that no provider takes', error: nothingToSpeak(), isOwnKey: false, outcome: 'REJECTED' },
  { what: 'a fault of the program', error: new Error('broken'), isOwnKey: false, outcome: 'INTERNAL' },
])('$what is measured as $outcome', async ({ error, isOwnKey, outcome }) => {
  const measured: object[] = [];
  const run = {
    ...newRun().run,
    signal: new AbortController().signal,
    apiKeyOf: async () => (isOwnKey ? { id: 'an id', key: 'key' } : undefined),
    observeCall: (call: object) => void measured.push(call),
  } as unknown as StepRun;
  await callProvider(run, 'SPEECH', vendor, () => (error ? Promise.reject(error) : Promise.resolve({}))).catch(() => undefined);
  expect(measured).toEqual([{ kind: 'SPEECH', provider: 'vendor', outcome }]);
});
