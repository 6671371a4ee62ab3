import type { SKRSContext2D } from '@napi-rs/canvas';
import { CAP_HEIGHT, drawText, prepare, ruler } from '../typesetting.ts';
import type { Place, SetText } from '../typesetting.ts';

/** A word of laid-out text, with its punctuation and the space around it. */
export interface PlacedWord {
  /** Index in the laid-out text, whose lines count as joined by one space, or by nothing where they end inside of a text without spaces. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Horizontal position in pixels. */
  readonly x: number;
  readonly width: number;
}

const RTL = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const LTR = /[\p{L}\p{N}]/u;
const isLtr = (word: string): boolean => !RTL.test(word) && LTR.test(word);

/**
 * The words of a text at a place, in reading order. A line with alternating directions is one word, because its parts have no simple
 * places.
 */
export function placedWords(text: string, set: SetText, { x, align }: Place): PlacedWord[] {
  prepare(ruler, set);
  let from = 0;
  return set.lines.flatMap((line, index) => {
    const start = Math.max(from, text.indexOf(line.replace(/…$/u, ''), from));
    from = start + line.length;
    const width = ruler.measureText(line).width;
    const left = align === 'left' ? x : align === 'center' ? x - width / 2 : x - width;
    const words = wordParts(line, set.language);
    const parts = isOneDirection(words, set.direction) ? words : [line];
    let at = 0;
    return parts.map((part): PlacedWord => {
      const before = ruler.measureText(line.slice(0, at)).width;
      const after = ruler.measureText(line.slice(0, at + part.length)).width;
      at += part.length;
      const place = set.direction === 'rtl' ? left + width - after : left + before;
      return { start: start + at - part.length, end: start + at, line: index, x: place, width: after - before };
    });
  });
}

/** Divides a line into words. Punctuation stays with the word before it, an opening mark with the word after it. */
function wordParts(line: string, language: string): string[] {
  const parts: string[] = [];
  let opening = '';
  for (const { segment, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(line)) {
    if (isWordLike === true) {
      parts.push(opening + segment);
      opening = '';
    } else if (parts.length === 0 || /^[\p{Ps}\p{Pi}]/u.test(segment)) opening += segment;
    else if (opening !== '') opening += segment;
    else parts[parts.length - 1] += segment;
  }
  if (opening !== '') parts.push(opening);
  return parts;
}

function isOneDirection(words: readonly string[], direction: SetText['direction']): boolean {
  if (direction === 'ltr') return !words.some((word) => RTL.test(word));
  return !words.some((word, index) => isLtr(word) && isLtr(words[index + 1] ?? ''));
}

/** Draws one word of a text. The whole line is shaped and then clipped to the word, so that joined letters and marks keep their forms. */
export function drawWord(context: SKRSContext2D, set: SetText, place: Place, word: PlacedWord, color: string): void {
  const top = place.y + word.line * set.leading;
  context.save();
  context.beginPath();
  context.rect(word.x, top - set.size * 0.6, word.width, set.size * (CAP_HEIGHT + 1.2));
  context.clip();
  context.fillStyle = color;
  drawText(context, { ...set, lines: [set.lines[word.line] ?? ''] }, { ...place, y: top }, (line, x, baseline) =>
    context.fillText(line, x, baseline),
  );
  context.restore();
}
