import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { balancedLines, fewestLines, graphemes, lineReach, textRunsOf, textOf } from '../../text/lines.ts';
import { fontFamilies } from './fonts/fonts.ts';
import type { TypeStyle } from './fonts/fonts.ts';

/** Text laid out for drawing: broken into lines, at a font size that fits. */
export interface SetText {
  readonly lines: readonly string[];
  readonly font: string;
  readonly size: number;
  /** Distance between baselines, pixels. */
  readonly leading: number;
  readonly letterSpacing: number;
  readonly direction: 'ltr' | 'rtl';
  readonly language: string;
  /** Width of the widest line, in pixels. */
  readonly width: number;
  /** Pixels from the top of the first line's capitals to the last baseline. */
  readonly height: number;
}

export interface TextBox {
  readonly language: string;
  readonly style: TypeStyle;
  /** Font size in pixels: `size`, or smaller down to `smallest` until the text fits; then the text is cut with an ellipsis. */
  readonly size: number;
  readonly smallest: number;
  readonly maxWidth: number;
  readonly maxHeight: number;
  readonly maxLines: number;
}

// Maximum characters: far more than fit at the smallest size. Limits the work for a heading of megabytes.
const MAX_TEXT = 500;
/** Height of capitals in ems, accurate enough for all bundled fonts. */
export const CAP_HEIGHT = 0.72;
const SHRINK = 0.94;

const RTL_SCRIPT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const HIGH_SCRIPT = /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Thai}]/u;
// Letters that carry stacked marks, or marks below the baseline.
const STACKED = /(?!\uFE0F)[\p{M}\u1E00-\u1EFF\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Thai}]/u;
const SPACED_LETTERS = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Common}]*$/u;
// Letters and digits with a plain form. NFKC on the whole text would also take "½", "№" and "x²" apart.
const COMPATIBLE = /[\uFB00-\uFB06\uFF21-\uFF3A\uFF41-\uFF5A\uFF10-\uFF19\u{1D400}-\u{1D7FF}\u{1F130}-\u{1F149}]/gu;
// Bidirectional controls, which could reverse the text; joiners and marks are kept.
const OVERRIDES = /[\u202A-\u202E\u2066-\u2069]/g;

// A context for measuring, whose size does not matter.
export const ruler = createCanvas(1, 1).getContext('2d');

/**
 * One line of plain text: white space collapsed, control characters removed, and composed (NFC), so that accents come from the letter's own
 * font.
 */
export function plainLine(text: string): string {
  return (
    text
      .toWellFormed()
      .normalize('NFC')
      // Full-width letters, ligatures and styled letters become plain ones, which more fonts can draw.
      .replace(COMPATIBLE, (character) => character.normalize('NFKC'))
      .replace(/\s+/g, ' ')
      .replace(/\p{Cc}/gu, '')
      .replace(OVERRIDES, '')
      .trim()
  );
}

/** Direction of the first strong character (Unicode bidirectional algorithm), or else of the language. */
function directionOf(text: string, language: string): 'ltr' | 'rtl' {
  const letter = /\p{L}/u.exec(text)?.[0];
  if (letter !== undefined) return RTL_SCRIPT.test(letter) ? 'rtl' : 'ltr';
  return isRtlLanguage(language) ? 'rtl' : 'ltr';
}

/**
 * Direction of the lines of one caption: that of the language where it has letters of it, because a line that begins with a foreign name is
 * still read in the direction of the sentence; or else that of the first letter.
 */
export const captionDirection = (text: string, language: string): 'ltr' | 'rtl' =>
  isRtlLanguage(language) && RTL_SCRIPT.test(text) ? 'rtl' : directionOf(text, language);

export const isRtlLanguage = (language: string): boolean => /^(ar|he|iw|fa|ur|ps|sd|ug|yi|dv|ckb)\b/i.test(language);

/** Line height of a text in ems: marks above and below letters need more space between lines. */
export const leadingOf = (text: string, usual: number): number => (HIGH_SCRIPT.test(text) ? Math.max(usual, 1.35) : usual);

/** Space for ink above the cap line and below the baseline, in ems, by script. The canvas' bounding boxes ignore a line's second font. */
export const inkRoom = (text: string): { readonly above: number; readonly below: number } =>
  STACKED.test(text.normalize('NFC')) ? { above: 0.48, below: 0.48 } : { above: 0.28, below: 0.3 };

/** Breaks and sizes a text for a box. @throws Failure MISSING_GLYPHS for characters that no bundled font has */
export function setText(raw: string, box: TextBox): SetText {
  const text = graphemes(plainLine(raw)).slice(0, MAX_TEXT).join('');
  const families = fontFamilies(`${text}…`, box.language, box.style);
  const tight = SPACED_LETTERS.test(text) && box.style.weight >= 600 ? -0.012 : 0;
  const leading = leadingOf(text, 1.1);
  // Widths scale with the size, so they are measured once at size 100.
  prepare(ruler, { font: `${box.style.weight} 100px ${families}`, letterSpacing: tight * 100, language: box.language, direction: 'ltr' });
  const emWidth = (part: string): number => (part === '' ? 0 : ruler.measureText(part).width / 100);

  const linesThatFit = (size: number): number => {
    const byHeight = Math.floor((box.maxHeight / size - CAP_HEIGHT) / leading + 1);
    return Math.max(1, Math.min(box.maxLines, byHeight));
  };
  const whole = textRunsOf(text, box.language, Infinity, emWidth);
  let size = box.size;
  for (; size > box.smallest; size = Math.max(box.smallest, size * SHRINK)) {
    const limit = box.maxWidth / size;
    if (whole.every((piece) => piece.inked <= limit) && fewestLines(whole, limit) <= linesThatFit(size)) break;
  }
  const lines = fittedLines(text, box.language, { limit: box.maxWidth / size, maxLines: linesThatFit(size), measure: emWidth });
  return {
    lines,
    font: `${box.style.weight} ${size}px ${families}`,
    size,
    leading: leading * size,
    letterSpacing: tight * size,
    direction: directionOf(text, box.language),
    language: box.language,
    width: Math.max(0, ...lines.map(emWidth)) * size,
    height: (CAP_HEIGHT + (lines.length - 1) * leading) * size,
  };
}

interface LineRule {
  readonly limit: number;
  readonly maxLines: number;
  readonly measure: (part: string) => number;
}

function fittedLines(text: string, language: string, { limit, maxLines, measure }: LineRule): string[] {
  const pieces = textRunsOf(text, language, limit, measure);
  if (fewestLines(pieces, limit) <= maxLines) return balancedLines(pieces, limit);
  const reach = lineReach(pieces, limit);
  const lines: string[] = [];
  let at = 0;
  while (lines.length < maxLines - 1) {
    const end = reach[at] ?? pieces.length;
    lines.push(textOf(pieces, at, end).trimEnd());
    at = end;
  }
  return [...lines, withEllipsis(textOf(pieces, at, pieces.length), limit, measure)];
}

function withEllipsis(text: string, limit: number, measure: (part: string) => number): string {
  const kept = graphemes(text);
  const ended = () => `${kept.join('').replace(/[\s\p{P}]+$/u, '')}…`;
  while (kept.length > 0 && measure(ended()) > limit) kept.pop();
  // Cuts between words, unless that would waste much of the line.
  const space = kept.lastIndexOf(' ');
  if (space > kept.length * 0.6 && text[kept.join('').length] !== ' ') kept.length = space;
  return ended();
}

export function prepare(context: SKRSContext2D, text: Pick<SetText, 'font' | 'letterSpacing' | 'language' | 'direction'>): void {
  context.font = text.font;
  context.letterSpacing = `${text.letterSpacing}px`;
  // Set explicitly: the default depends on the host's locale, and with it the forms of Chinese characters.
  context.lang = text.language;
  context.direction = text.direction;
  context.textBaseline = 'alphabetic';
}

export type Align = 'left' | 'center' | 'right';

/**
 * Position of laid-out text in pixels: `x` is the edge or the middle that `align` names (not mirrored by direction), `y` the top of the
 * first line's capitals.
 */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly align: Align;
}

/** Calls `draw` for each line with the position of its baseline, on a prepared context. */
export function drawText(
  context: SKRSContext2D,
  text: SetText,
  { x, y, align }: Place,
  draw: (line: string, x: number, y: number) => void,
): void {
  prepare(context, text);
  context.textAlign = align;
  text.lines.forEach((line, index) => draw(line, x, y + CAP_HEIGHT * text.size + index * text.leading));
}

export function fillText(context: SKRSContext2D, text: SetText, place: Place, color: string): void {
  context.fillStyle = color;
  drawText(context, text, place, (line, x, baseline) => context.fillText(line, x, baseline));
}
