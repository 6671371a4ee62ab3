import type { Cue } from './film-spec.ts';

/** A WebVTT file. Text stands literally: what would be markup or an arrow is escaped, and no line break can end a cue early. */
export function captionsToWebVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startMs, endMs, lines }, index) => {
    const text = lines.map(escaped).filter((line) => line !== '');
    return [`${index + 1}`, `${timestamp(startMs)} --> ${timestamp(endMs)}`, ...text].join('\n');
  });
  return `${['WEBVTT', ...blocks].join('\n\n')}\n`;
}

const escaped = (line: string): string =>
  line
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

/** `HH:MM:SS.mmm`; hours grow beyond two digits when they must. */
function timestamp(ms: number): string {
  const whole = Math.round(ms);
  const part = (divisor: number, modulus: number, digits: number): string =>
    String(Math.floor(whole / divisor) % modulus).padStart(digits, '0');
  return `${part(3_600_000, Infinity, 2)}:${part(60_000, 60, 2)}:${part(1000, 60, 2)}.${part(1, 1000, 3)}`;
}
