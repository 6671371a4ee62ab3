import { vttTime } from '../../../kernel/vtt-time.ts';
import type { Cue } from './film-spec.ts';

/** A WebVTT file. Text stands literally: what would be markup or an arrow is escaped, and no line break can end a cue early. */
export function captionsToWebVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startMs, endMs, lines }, index) => {
    const text = lines.map(escaped).filter((line) => line !== '');
    return [`${index + 1}`, `${vttTime(startMs)} --> ${vttTime(Math.floor(endMs))}`, ...text].join('\n');
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
