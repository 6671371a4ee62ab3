import { vttTime } from '../../../platform/text/vtt-time.ts';
import type { Cue } from './film-spec.ts';

/** A WebVTT file. Text is literal: markup and arrows are escaped, and no line break can end a cue early. */
export function captionsToWebVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startMs, endMs, lines }, index) => {
    const text = lines.map((line) => escaped(oneLine(line))).filter((line) => line !== '');
    return [`${index + 1}`, `${vttTime(startMs)} --> ${vttTime(Math.floor(endMs))}`, ...text].join('\n');
  });
  return `${['WEBVTT', ...blocks].join('\n\n')}\n`;
}

/**
 * A SubRip file, with the times of the WebVTT file. The format has no escapes: where text would act as a tag, a style override or the arrow
 * of a time line, an invisible character is put into it.
 */
export function captionsToSrt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startMs, endMs, lines }, index) => {
    const text = lines.map((line) => inert(oneLine(line))).filter((line) => line !== '');
    return [`${index + 1}`, `${srtTime(startMs)} --> ${srtTime(Math.floor(endMs))}`, ...text, ''].join('\n');
  });
  return blocks.join('\n');
}

const srtTime = (ms: number): string => vttTime(ms).replace('.', ',');

const oneLine = (line: string): string =>
  line
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();

const escaped = (line: string): string => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const WORD_JOINER = '\u2060';

const inert = (line: string): string =>
  line
    .replace(/<(?=[a-z/!])/gi, `<${WORD_JOINER}`)
    .replace(/\{(?=\\)/g, `{${WORD_JOINER}`)
    .replaceAll('-->', `--${WORD_JOINER}>`);
