import { describe, expect, test } from 'vitest';
import { readCaptions } from '../../../../src/features/assets/ingest/probe/caption-file.ts';

const cuesOf = (format: 'srt' | 'vtt', ...lines: string[]): number => readCaptions(Buffer.from(lines.join('\n')), format).cues;

describe('captions', () => {
  test('a line of blanks is text of a WebVTT cue, an empty line ends it', () => {
    expect(cuesOf('vtt', 'WEBVTT', '', '00:00.000 --> 00:01.000', ' ', 'sea', '', '00:01.000 --> 00:02.000', 'sky')).toBe(2);
  });

  test('an empty line is text of an SRT cue, the next number or time ends it', () => {
    const times = ['00:00:00,000 --> 00:00:01,000', '00:00:01,000 --> 00:00:02,000'] as const;
    expect(cuesOf('srt', '1', times[0], 'sea', '', 'land', '', '2', times[1], 'sky')).toBe(2);
    expect(cuesOf('srt', times[0], 'sea', times[1], 'sky')).toBe(2);
  });

  test('no cue is passed over: one without times is refused by its line', () => {
    expect(() => cuesOf('srt', '1', '00:00:00,000 --> 00:00:01,000', 'sea', '', '2', 'no times', 'sky')).toThrow(/^Line 6: expected times/);
    expect(() => cuesOf('vtt', 'WEBVTT', '', '00:00.000 --> 00:01.000', 'sea', '', 'second', 'no times')).toThrow(
      /^Line 7: expected times/,
    );
  });
});
