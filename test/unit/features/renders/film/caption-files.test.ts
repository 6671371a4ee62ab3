import { describe, expect, it } from 'vitest';
import { captionsToSrt, captionsToWebVtt } from '../../../../../src/features/renders/film/caption-files.ts';

const cue = (...lines: string[]) => ({ startMs: 0, endMs: 1000, lines });

describe('captionsToWebVtt', () => {
  it('writes numbered cues with times to the millisecond', () => {
    const text = captionsToWebVtt([
      { startMs: 0, endMs: 1533.3333, lines: ['Why the sky', 'is blue.'] },
      { startMs: 3_723_004.6, endMs: 3_725_000, lines: ['الهواء'] },
    ]);
    expect(text).toBe('WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.533\nWhy the sky\nis blue.\n\n2\n01:02:03.005 --> 01:02:05.000\nالهواء\n');
  });

  it('ends no cue later than it was planned, so that the last one never outlasts the film', () => {
    expect(captionsToWebVtt([{ startMs: 0, endMs: 12_166.6667, lines: ['x'] }])).toContain('--> 00:00:12.166\n');
  });

  it('lets nothing act as markup, time or end of a cue', () => {
    const text = captionsToWebVtt([cue('<b>a</b> & b --> c', 'x\n\ny\r\u2028z\u0000')]);
    expect(text.split('\n').slice(4)).toEqual(['&lt;b&gt;a&lt;/b&gt; &amp; b --&gt; c', 'x y z', '']);
  });

  it('writes a file without cues too', () => {
    expect(captionsToWebVtt([])).toBe('WEBVTT\n');
  });
});

describe('captionsToSrt', () => {
  it('writes numbered cues with commas in their times, and ends none later than it was planned', () => {
    const text = captionsToSrt([
      { startMs: 0, endMs: 1533.6667, lines: ['Why the sky', 'is blue.'] },
      { startMs: 3_723_004.6, endMs: 3_725_000, lines: ['الهواء'] },
    ]);
    expect(text).toBe('1\n00:00:00,000 --> 00:00:01,533\nWhy the sky\nis blue.\n\n2\n01:02:03,005 --> 01:02:05,000\nالهواء\n');
  });

  it('lets nothing act as markup, style, time or end of a cue, and changes no visible character', () => {
    const text = captionsToSrt([cue('<b>a</b> & 1 < 2 b --> c', '{\\an8}x\n\ny\r\u2028z\u0000')]);
    const shown = text.split('\n').slice(2, -1);
    expect(shown.join('\n')).not.toMatch(/<[a-z/]|\{\\|-->/);
    expect(shown.map((line) => line.replaceAll('\u2060', ''))).toEqual(['<b>a</b> & 1 < 2 b --> c', '{\\an8}x y z']);
  });

  it('writes an empty file without cues', () => {
    expect(captionsToSrt([])).toBe('');
  });
});
