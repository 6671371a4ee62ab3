import { describe, expect, test } from 'vitest';
import { failureOfExit, logTail } from '../../../../src/platform/media/ffmpeg-failure.ts';

const exit = (part: object) => ({ code: 0, stdout: '', log: '', timedOut: false, stalled: false, wallMs: 1, ...part });

describe('failureOfExit', () => {
  test.each([
    ['FFMPEG_TIMEOUT', { code: 137, timedOut: true }, true],
    ['STALLED', { code: 137, stalled: true }, true],
    ['DISK_FULL', { code: 1, log: 'av_interleaved_write_frame(): No space left on device' }, true],
    ['DISK_FULL', { code: 0, log: 'Error writing trailer of out.mp4: No space left on device' }, true],
    ['OUTPUT_TOO_LARGE', { code: 153 }, false],
    ['OUT_OF_MEMORY', { code: 137 }, true],
    ['OUT_OF_MEMORY', { code: 1, log: 'x264 [error]: malloc failed\nCannot allocate memory' }, true],
    ['FFMPEG_FAILED', { code: 1 }, true],
  ])('%s for %o', (code, part, retryable) => {
    expect(failureOfExit('ffmpeg', exit(part))).toMatchObject({ code, retryable });
  });

  test('a good end is no failure', () => {
    expect(failureOfExit('ffmpeg', exit({ log: 'frame= 12' }))).toBeUndefined();
  });
});

describe('logTail', () => {
  test('shows no path, wherever it stands', () => {
    const log = "Input #0, png, from 'file:/srv/secret/a.png':\n/srv/secret/b: No such file\n../up/c.mp4 failed\nDuration: N/A, 12 kb/s";
    expect(logTail(log)).toEqual(["Input #0, png, from 'FILE':", 'FILE: No such file', 'FILE failed', 'Duration: N/A, 12 kb/s']);
  });

  test('keeps the last lines and drops empty ones and addresses', () => {
    const log = Array.from({ length: 40 }, (_, line) => `[mov @ 0x55d0c0ffee] line ${line}\r\n\n`).join('');
    const tail = logTail(log);
    expect(tail).toHaveLength(12);
    expect(tail.at(-1)).toBe('[mov] line 39');
  });
});
