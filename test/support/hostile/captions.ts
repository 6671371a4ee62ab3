import type { Hostile } from './corpus.ts';
import { ascii } from './parts.ts';

const cue = (from: string, to: string, text: string): string => `${from} --> ${to}\n${text}\n\n`;
const vtt = (...cues: string[]): Buffer => Buffer.from(`WEBVTT\n\n${cues.join('')}`);

/** Captions that are no text, or no captions. */
export function captions(): readonly Hostile[] {
  const good = cue('00:00:01.000', '00:00:02.000', 'Hello');
  const files: readonly (readonly [string, Buffer, Hostile['ends']])[] = [
    ['terminal.vtt', vtt(good, cue('00:00:03.000', '00:00:04.000', '\u001b]0;owned\u0007')), 'CAPTIONS_INVALID'],
    ['nul.vtt', vtt(cue('00:00:01.000', '00:00:02.000', 'a\0b')), 'CAPTIONS_INVALID'],
    ['huge-cue.vtt', vtt(cue('00:00:01.000', '00:00:02.000', 'x'.repeat(1 << 20))), 'CAPTIONS_INVALID'],
    ['binary.vtt', Buffer.concat([ascii('WEBVTT\n\n'), Buffer.alloc(5_000, Buffer.from([0xff, 0, 0x80]))]), 'CAPTIONS_INVALID'],
    ['wide-letters.srt', Buffer.from('\uFEFF1\n00:00:01,000 --> 00:00:02,000\nHello\n', 'utf16le'), 'CAPTIONS_INVALID'],
    ['latin.srt', ascii('1\n00:00:01,000 --> 00:00:02,000\nGr\xfc\xdfe\n'), 'CAPTIONS_INVALID'],
    ['backwards.srt', Buffer.from(`1\n${cue('00:00:02,000', '00:00:01,000', 'Hello')}`), 'CAPTIONS_INVALID'],
    ['out-of-order.vtt', vtt(cue('00:01:01.000', '00:01:02.000', 'b'), good), 'CAPTIONS_INVALID'],
    ['beyond-a-day.vtt', vtt(cue('999:00:00.000', '999:00:01.000', 'late')), 'CAPTIONS_INVALID'],
    ['nothing.vtt', vtt(), 'CAPTIONS_INVALID'],
    ['no-times.srt', Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\nno times\n'), 'CAPTIONS_INVALID'],
    ['25000-cues.vtt', vtt(...Array.from({ length: 25_000 }, () => good)), 'CAPTIONS_INVALID'],
    ['too-large.vtt', vtt(`NOTE ${'x'.repeat(3 << 20)}\n\n`, good), 'TOO_LARGE'],
    ['honest.vtt', vtt(`NOTE here we go\n\n`, good), 'READY'],
  ];
  return files.map(([name, bytes, ends]) => ({ name, kind: 'CAPTION', bytes, ends }));
}
