import { expect, test } from 'vitest';
import { observeEventLag } from '../../../src/app/metrics/event-lag.ts';
import type { Metrics } from '../../../src/platform/metrics/metrics.ts';

function observed(event: object): [object, number][] {
  const values: [object, number][] = [];
  const observe: Metrics['observe'] = (_, labels, value) => void values.push([labels, value]);
  observeEventLag({ observe }, event);
  return values;
}

test.each([
  ['JOB', { jobId: 'a-job', at: new Date(Date.now() - 2_000) }, 2],
  ['WORKSPACE', { type: 'CHANGED', at: new Date(Date.now() - 500) }, 0.5],
  // The clock of the database may be ahead.
  ['JOB', { jobId: 'a-job', at: new Date(Date.now() + 60_000) }, 0],
])('the age of an event of a %s', (log, event, seconds) => {
  const [[labels, value] = [{}, NaN]] = observed(event);
  expect(labels).toEqual({ log });
  expect(value).toBeGreaterThanOrEqual(seconds);
  expect(value).toBeLessThan(seconds + 10);
});

test('a summary of the state, and an event without a time, have no age', () => {
  expect(observed({ jobId: 'a-job', type: 'SNAPSHOT', at: new Date() })).toEqual([]);
  expect(observed({ jobId: 'a-job' })).toEqual([]);
});
