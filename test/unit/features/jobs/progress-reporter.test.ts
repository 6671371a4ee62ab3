import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProgressReporter } from '../../../../src/features/jobs/steps/progress-reporter.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function reporterWith(write: (fraction: number) => Promise<boolean>) {
  const fenced = vi.fn();
  return { reporter: new ProgressReporter(write, fenced), fenced };
}

test('sends the newest fraction, at most every 200 ms, and never one that falls', async () => {
  const sent: number[] = [];
  const { reporter } = reporterWith(async (fraction) => sent.push(fraction) > 0);
  for (const fraction of [0.1, 0.2, 0.15, Number.NaN, 0.3, 7]) {
    reporter.report(fraction);
    await reporter.settle();
    vi.advanceTimersByTime(100);
  }
  expect(sent).toEqual([0.1, 0.2, 0.3]);
  vi.advanceTimersByTime(200);
  reporter.report(0);
  await reporter.settle();
  expect(sent).toEqual([0.1, 0.2, 0.3, 1]);
});

test('writes one at a time', async () => {
  const first = Promise.withResolvers<boolean>();
  const write = vi.fn<(fraction: number) => Promise<boolean>>().mockReturnValueOnce(first.promise).mockResolvedValue(true);
  const { reporter } = reporterWith(write);
  reporter.report(0.1);
  vi.advanceTimersByTime(1_000);
  reporter.report(0.2);
  expect(write).toHaveBeenCalledTimes(1);
  first.resolve(true);
  await reporter.settle();
  reporter.report(0.2);
  expect(write).toHaveBeenLastCalledWith(0.2);
});

test('tells when the step is no longer ours, and shrugs at a database that is away', async () => {
  const write = vi.fn<(fraction: number) => Promise<boolean>>().mockRejectedValueOnce(new Error('away')).mockResolvedValue(false);
  const { reporter, fenced } = reporterWith(write);
  reporter.report(0.1);
  await reporter.settle();
  expect(fenced).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  reporter.report(0.2);
  await reporter.settle();
  expect(fenced).toHaveBeenCalledOnce();
});
