import type { ContentOf, Span } from '../../card-content.ts';
import type { Area } from '../card-layout.ts';
import { entering, textLayer } from '../layers.ts';
import type { CardLayer } from '../layers.ts';
import { aligned, column, placeIn, setHeading, setOn } from '../page.ts';
import type { Block, CardPage } from '../page.ts';
import { fillText, plainLine } from '../typesetting.ts';
import type { SetText } from '../typesetting.ts';
import { drawWord, placedWords } from './placed-words.ts';

/** A short bar in the accent colour. */
export const barBlock = (page: CardPage, gap: number): Block => {
  const { short } = page.layout;
  const [width, height] = [short * 0.09, short * 0.008];
  return {
    height,
    gap,
    layers: (area) => {
      const bar = { x: aligned(page, area, width), y: area.y, width, height };
      return [
        entering({ role: 'figure', area: bar }, (context) => {
          context.fillStyle = page.palette.accent;
          context.fillRect(bar.x, bar.y, bar.width, bar.height);
        }),
      ];
    },
  };
};

interface Words {
  readonly text: string;
  /** Index of the character of the narration. */
  readonly at?: number | undefined;
  readonly keys?: readonly Span[];
  readonly order: number;
}

/** The words of a heading as layers, one for each word, so that they can be revealed as they are spoken. */
function wordLayers(page: CardPage, set: SetText, area: Area, { text, at, keys = [], order }: Words): CardLayer[] {
  const { palette } = page;
  const place = placeIn(page, area);
  const line = plainLine(text);
  return placedWords(line, set, place).map((word, index) => {
    const isKey = keys.some(({ start, end }) => word.start < end && start < word.end);
    const top = area.y + word.line * set.leading;
    return entering(
      {
        role: 'text',
        area: { x: word.x, y: top, width: word.width, height: set.size * 0.72 },
        order,
        reveal: { index, ...(at !== undefined && { at: at + word.start }) },
      },
      (context) => drawWord(context, set, place, word, isKey ? palette.accent : palette.text),
      set.size * 0.2,
    );
  });
}

/** The words of a statement or a question, with key words in the accent colour. */
export function drawStatement(page: CardPage, { text, at, keys }: ContentOf<'statement' | 'question'>): CardLayer[] {
  const { text: area } = page.layout;
  const set = setHeading(page, text, { maxWidth: area.width, maxHeight: area.height });
  return column(page, [
    { height: set.height + set.size * 0.25, gap: 0, layers: (at_) => wordLayers(page, set, at_, { text, at, keys, order: 0 }) },
  ]);
}

/** Only the title of the film. */
export function drawTitle(page: CardPage, { text }: ContentOf<'title'>): CardLayer[] {
  if (plainLine(text) === '') return [];
  const { text: area, type } = page.layout;
  const bar = barBlock(page, 0);
  const set = setHeading(page, text, { maxWidth: area.width, maxHeight: area.height - type.body * 1.6 });
  return column(page, [
    bar,
    {
      height: set.height + set.size * 0.28,
      gap: type.body * 1.1,
      layers: (at) => [textLayer(set, placeIn(page, at), { color: page.palette.text, order: 0 })],
    },
  ]);
}

/** A quotation mark, the words, and their speaker. */
export function drawQuote(page: CardPage, { text, at, speaker }: ContentOf<'quote'>): CardLayer[] {
  const { palette, layout } = page;
  const { type, text: area } = layout;
  const mark = setOn(page, 'numbers', '“', {
    size: type.title * 1.9,
    smallest: type.title,
    maxWidth: area.width,
    maxHeight: Infinity,
    maxLines: 1,
  });
  const name =
    speaker === undefined
      ? undefined
      : setOn(page, 'small', `— ${speaker}`, {
          size: type.body,
          smallest: type.small,
          maxWidth: area.width,
          maxHeight: Infinity,
          maxLines: 1,
        });
  // A quotation mark has ink only in the upper third of the em.
  const markHeight = mark.size * 0.36;
  const taken = markHeight + type.body * 1.2 + (name ? name.height + type.body * 1.3 : 0);
  const set = setHeading(page, text, { maxWidth: area.width, maxHeight: area.height - taken });
  const blocks: Block[] = [
    {
      height: markHeight,
      gap: 0,
      layers: (place) => [
        entering(
          { role: 'figure', area: place },
          (context) => fillText(context, mark, placeIn(page, place), palette.accent),
          type.body * 0.4,
        ),
      ],
    },
    {
      height: set.height + set.size * 0.25,
      gap: type.body * 0.95,
      layers: (place) => wordLayers(page, set, place, { text, at, order: 0 }),
    },
  ];
  if (name)
    blocks.push({
      height: name.height,
      gap: type.body * 0.9,
      layers: (place) => [textLayer(name, placeIn(page, place), { color: palette.quietText, order: 1 })],
    });
  return column(page, blocks);
}
