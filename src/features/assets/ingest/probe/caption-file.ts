import { Rejection } from '../../rejections.ts';
import { INGEST_LIMITS } from '../limits.ts';

/** Properties of a caption file. */
export interface CaptionInfo {
  readonly cues: number;
  /** End of the last cue. */
  readonly durationMs: number;
}

type CaptionFormat = 'srt' | 'vtt';

const TIME = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?`;
const TIMES = new RegExp(String.raw`^[ \t]*${TIME}[ \t]*-->[ \t]*${TIME}(?:[ \t]+[^\n]*)?$`);
const BLOCKS_WITHOUT_TIMES = /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/;
// Control characters except tab and line ends, which terminals and players interpret.
const CONTROL = /[^\P{Cc}\t]/u;

const invalid = (line: number, what: string): Rejection => new Rejection('CAPTIONS_INVALID', `Line ${line}: ${what}`);

interface Cue {
  readonly startMs: number;
  readonly endMs: number;
}

/** Reads SRT or WebVTT to the end. As in players, no cue is skipped. Throws a Rejection that names the first wrong line. */
export function readCaptions(bytes: Buffer, format: CaptionFormat): CaptionInfo {
  const lines = decode(bytes).split(/\r\n|\n|\r/);
  const control = lines.findIndex((line) => CONTROL.test(line));
  if (control >= 0) throw invalid(control + 1, 'it contains control characters.');
  let cues = 0;
  let latestStart = 0;
  let durationMs = 0;
  for (let at = format === 'vtt' ? endOfBlock(lines, 0) : 0; at < lines.length;) {
    if (lines[at]?.trim() === '') {
      at += 1;
      continue;
    }
    const end = format === 'vtt' ? endOfBlock(lines, at) : endOfText(lines, at);
    if (format === 'srt' || !BLOCKS_WITHOUT_TIMES.test(lines[at] ?? '')) {
      const { startMs, endMs } = readCue(lines, at, end);
      if (startMs < latestStart) throw invalid(at + 1, 'its cue starts before the previous one.');
      latestStart = startMs;
      durationMs = Math.max(durationMs, endMs);
      cues += 1;
      if (cues > INGEST_LIMITS.cues) throw invalid(at + 1, `there are more than ${INGEST_LIMITS.cues} cues.`);
    }
    at = end;
  }
  if (cues === 0) throw invalid(1, 'there is no cue.');
  return { cues, durationMs };
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid(1, 'the file is not UTF-8.');
  }
}

/** Line after a block of WebVTT, which ends at an empty line. A line of spaces is text: YouTube writes such lines into its cues. */
function endOfBlock(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at] !== '') at += 1;
  return at;
}

/** Line after the text of an SRT cue. The text may continue after an empty line, until the next cue begins with its times or its number. */
function endOfText(lines: readonly string[], from: number): number {
  const times = lines[from]?.includes('-->') ? from : from + 1;
  for (let at = times + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (TIMES.test(line)) return at;
    if (lines[at - 1]?.trim() === '' && /^\d+$/.test(line.trim())) return at;
    if (/^\d+$/.test(line.trim()) && TIMES.test(lines[at + 1] ?? '')) return at;
  }
  return lines.length;
}

/** Reads a cue: an optional number or name, then the times, then the text. */
function readCue(lines: readonly string[], from: number, end: number): Cue {
  const at = lines[from]?.includes('-->') ? from : from + 1;
  const [, h1, m1 = '', s1 = '', f1, h2, m2 = '', s2 = '', f2] = TIMES.exec(at < end ? (lines[at] ?? '') : '') ?? [];
  if (!m1) throw invalid(at + 1, 'expected times such as 00:00:01.000 --> 00:00:02.500.');
  const startMs = toMs(h1, m1, s1, f1);
  const endMs = toMs(h2, m2, s2, f2);
  if (endMs < startMs) throw invalid(at + 1, 'the cue ends before it starts.');
  if (endMs > INGEST_LIMITS.captionsMs) throw invalid(at + 1, 'the cue lies beyond 24 hours.');
  const characters = lines.slice(at + 1, end).reduce((sum, line) => sum + line.length, 0);
  if (characters > INGEST_LIMITS.cueCharacters) throw invalid(at + 2, `the cue has more than ${INGEST_LIMITS.cueCharacters} characters.`);
  return { startMs, endMs };
}

/** Milliseconds of a time; the fraction `,5` is half a second. */
const toMs = (hours = '0', minutes: string, seconds: string, fraction = '0'): number =>
  Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000 + Number(fraction.padEnd(3, '0'));
