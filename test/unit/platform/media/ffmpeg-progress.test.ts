import { expect, test } from 'vitest';
import { readProgress } from '../../../../src/platform/media/ffmpeg-progress.ts';

test('takes the last time of a report, in milliseconds', () => {
  const text = 'frame=1\nout_time_us=500000\nprogress=continue\nframe=9\nout_time_us=1500000\nprogress=end\n';
  expect(readProgress(text)).toEqual({ outMs: 1500, rest: '' });
});

test('knows no time while ffmpeg says N/A', () => {
  expect(readProgress('out_time_us=N/A\nprogress=continue\n').outMs).toBeUndefined();
});

test('ignores the negative time that comes before the first frame', () => {
  expect(readProgress('out_time_us=-9223372036854775807\n').outMs).toBeUndefined();
});

test('keeps an unfinished line for the next call', () => {
  const first = readProgress('out_time_us=1000\nout_time_');
  expect(first).toEqual({ outMs: 1, rest: 'out_time_' });
  expect(readProgress(`${first.rest}us=2000\n`).outMs).toBe(2);
});
