import { expect, test } from 'vitest';
import { finishByOwnPace } from '../../../../src/features/jobs/scheduling/job-forecast.ts';

const startedAt = new Date('2026-01-01T12:00:00Z');
const after = (seconds: number): Date => new Date(startedAt.getTime() + seconds * 1_000);

test.each([
  [0.5, 10, after(20)],
  [0.05, 1, after(20)],
  [0.049, 1, undefined],
  [0, 60, undefined],
])('a job that is at %d after %d s ends at %s, by its own pace', (progress, seconds, end) => {
  expect(finishByOwnPace({ startedAt, progress }, after(seconds))).toEqual(end);
});

test('a job that has not started has no pace', () => {
  expect(finishByOwnPace({ startedAt: null, progress: 0.5 }, after(10))).toBeUndefined();
});
