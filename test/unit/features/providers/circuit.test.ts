import { expect, test } from 'vitest';
import { FAILURES_TO_OPEN, PROBE_AFTER_SECONDS, stateOf, verdictOf } from '../../../../src/features/providers/circuits/circuit.states.ts';

const failing = (failures: number, failure: string, quietSeconds = 0) => ({ failures, failure, quietSeconds });

test.each([
  ['VENDOR_DOWN', 'FAILS'],
  ['UNCERTAIN', 'FAILS'],
  ['BAD_KEY', 'FAILS'],
  ['REFUSED', 'WORKS'],
  ['INVALID_INPUT', 'WORKS'],
  [undefined, 'WORKS'],
  ['MODEL_LOADING', 'UNKNOWN'],
  ['DISK_FULL', 'UNKNOWN'],
])('a call that ends with %s says that its provider: %s', (code, verdict) => {
  expect(verdictOf(code)).toBe(verdict);
});

test('a provider fails after five calls in a row, and is tried again a minute later', () => {
  expect(stateOf(undefined)).toBe('AVAILABLE');
  expect(stateOf(failing(FAILURES_TO_OPEN - 1, 'VENDOR_DOWN'))).toBe('AVAILABLE');
  expect(stateOf(failing(FAILURES_TO_OPEN, 'VENDOR_DOWN', PROBE_AFTER_SECONDS.outage - 1))).toBe('FAILING');
  expect(stateOf(failing(FAILURES_TO_OPEN, 'VENDOR_DOWN', PROBE_AFTER_SECONDS.outage))).toBe('PROBING');
});

test('one call is enough where the key, the account or the model is refused, and it is tried again later', () => {
  for (const code of ['BAD_KEY', 'BILLING', 'QUOTA', 'MODEL_RETIRED', 'MODEL_NOT_INSTALLED']) {
    expect(stateOf(failing(1, code, PROBE_AFTER_SECONDS.outage))).toBe('FAILING');
    expect(stateOf(failing(1, code, PROBE_AFTER_SECONDS.refusal))).toBe('PROBING');
  }
});
