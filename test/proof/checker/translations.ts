import type { Fault } from './check-film.ts';
import { readVtt, type Cue } from './vtt.ts';

const lettersOf = (cues: readonly Cue[]): string => wordsOf(cues.flatMap(({ lines }) => lines).join(' '));
const wordsOf = (text: string): string => text.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');

const STAMP = /^(\d{2}):(\d{2}):(\d{2}),(\d{3}) --> (\d{2}):(\d{2}):(\d{2}),(\d{3})$/;
const milliseconds = ([hours = 0, minutes = 0, seconds = 0, rest = 0]: readonly number[]): number =>
  ((hours * 60 + minutes) * 60 + seconds) * 1_000 + rest;

/** Reads SubRip: numbered blocks between empty lines. @throws Error for any other block. */
export function readSrt(text: string): Cue[] {
  const blocks = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split(/\n{2,}/);
  return blocks.map((block, index) => {
    const [number, times = '', ...lines] = block.split('\n');
    const parts = STAMP.exec(times)?.slice(1).map(Number);
    if (number !== String(index + 1) || !parts || lines.length === 0) throw new Error(`the block ${index + 1} of SubRip is ${block}`);
    return { startMs: milliseconds(parts.slice(0, 4)), endMs: milliseconds(parts.slice(4)), lines };
  });
}

interface Translated {
  readonly vtt: string;
  readonly srt: string;
  /** The captions of the film, which are shown at the same times. */
  readonly captions: string;
  readonly words: string;
}

/** What is wrong with the captions in another language, whose sentences are as many as those of the film. */
export function translationFaults({ vtt, srt, captions, words }: Translated): Fault[] {
  const [cues, others, own] = [readVtt(vtt), readSrt(srt), readVtt(captions)];
  const faults: Fault[] = [];
  if (lettersOf(cues) !== wordsOf(words)) faults.push({ check: 'text', found: `“${lettersOf(cues)}” instead of “${wordsOf(words)}”` });
  if (JSON.stringify(cues) !== JSON.stringify(others)) faults.push({ check: 'files', found: 'WebVTT and SubRip are not the same' });
  const late = cues.find(({ startMs, endMs }, index) => endMs <= startMs || startMs < (cues[index - 1]?.endMs ?? 0));
  if (late) faults.push({ check: 'order', found: `${late.startMs}–${late.endMs} ms` });
  const starts = own.map(({ startMs }) => startMs);
  const apart = cues.find(({ startMs }, index) => cues.length === own.length && Math.abs(startMs - (starts[index] ?? 0)) > 2);
  if (apart) faults.push({ check: 'times', found: `a caption at ${apart.startMs} ms, those of the film at ${starts.join(', ')}` });
  return faults;
}
