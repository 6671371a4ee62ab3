export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

const STAMP = String.raw`(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})`;
const TIMING = new RegExp(`^${STAMP} --> ${STAMP}$`);
const REFERENCES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&lrm;': '\u200E',
  '&rlm;': '\u200F',
  '&nbsp;': '\u00A0',
};

/** Reads a WebVTT file by the letter of its specification. @throws Error that names the line. */
export function readVtt(text: string): Cue[] {
  if (text.includes('\r') || text.includes('\0')) throw new Error('a line ends with a carriage return, or there is a null');
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines[0] !== 'WEBVTT' || lines[1] !== '') throw new Error('the file does not begin with WEBVTT and an empty line');
  const cues: Cue[] = [];
  for (let at = 2; at < lines.length;) {
    if (lines[at] === '') {
      at += 1;
      continue;
    }
    if (!lines[at]?.includes('-->')) at += 1;
    const times = TIMING.exec(lines[at] ?? '');
    if (!times) throw new Error(`line ${at + 1}: no times of a caption: ${lines[at] ?? 'the end'}`);
    const shown: string[] = [];
    for (at += 1; at < lines.length && lines[at] !== ''; at += 1) shown.push(plainText(lines[at] ?? '', at + 1));
    if (shown.length === 0) throw new Error(`line ${at}: a caption without text`);
    cues.push({ startMs: milliseconds(times.slice(1, 5)), endMs: milliseconds(times.slice(5, 9)), lines: shown });
  }
  return cues;
}

const milliseconds = ([hours = '0', minutes, seconds, fraction]: readonly string[]): number =>
  ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(fraction);

function plainText(line: string, number: number): string {
  if (line.includes('-->')) throw new Error(`line ${number}: an arrow inside of a caption`);
  const text = line.replace(/&[a-z]+;/g, (reference) => REFERENCES[reference] ?? reference);
  if (/[<>]|&(?![a-z]+;)/.test(line)) throw new Error(`line ${number}: markup inside of a caption`);
  return text;
}
