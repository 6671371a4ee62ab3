import type { ContentOf, ShownNumber } from '../../card-content.ts';
import type { Area } from '../card-layout.ts';
import { entering, growing, textLayer } from '../layers.ts';
import type { CardLayer, Reveal } from '../layers.ts';
import { aligned, column, heightOf, placeIn, setOn } from '../page.ts';
import type { Block, CardPage } from '../page.ts';
import { faded } from '../palette.ts';
import { paintPictogram } from '../pictograms/pictogram.ts';
import { CAP_HEIGHT } from '../typesetting.ts';
import { barBlock } from './words.ts';

interface NumberRules {
  readonly color: string;
  readonly area: Area;
  readonly order: number;
  readonly reveal?: Reveal | undefined;
  /** Size of the number as a fraction of the short side. */
  readonly size: number;
}

/** A large number, its unit, and a pictogram for each; together not higher than the area. */
function numberBlocks(page: CardPage, shown: ShownNumber, { color, area, order, reveal, size }: NumberRules): Block[] {
  const { type, short } = page.layout;
  const hasRow = shown.pictogram !== undefined && shown.count !== undefined;
  const fit = { smallest: type.subtitle, maxWidth: area.width, maxLines: 1 };
  // The size is limited so that capitals have at most this height: the single line then always fits.
  const maxHeight = area.height * (hasRow ? 0.36 : 0.5);
  const value = setOn(page, 'numbers', shown.text, { ...fit, size: Math.min(short * size, maxHeight / CAP_HEIGHT), maxHeight });
  const blocks: Block[] = [
    { height: value.height, gap: 0, layers: (place) => [textLayer(value, placeIn(page, place), { color, order, reveal })] },
  ];
  let left = area.height - value.height;
  if (shown.label !== '') {
    const gap = type.body * 0.9;
    const labelHeight = Math.max(type.small, (left - gap) * (hasRow ? 0.4 : 0.85));
    const label = setOn(page, 'heading', shown.label, {
      size: type.subtitle,
      smallest: type.small,
      maxWidth: area.width,
      maxHeight: labelHeight,
      maxLines: 4,
    });
    const block: Block = {
      height: label.height + label.size * 0.25,
      gap,
      layers: (place) => [textLayer(label, placeIn(page, place), { color: page.palette.text, order: order + 1, reveal })],
    };
    blocks.push(block);
    left -= block.height + block.gap;
  }
  const row = pictogramRow(page, shown, { color, area: { ...area, height: left }, reveal });
  return row ? [...blocks, row] : blocks;
}

/** Pictograms in one row or two, whichever lets them be larger. */
function pictogramRow(
  page: CardPage,
  { pictogram, count }: ShownNumber,
  { color, area, reveal }: Pick<NumberRules, 'color' | 'area' | 'reveal'>,
): Block | undefined {
  if (pictogram === undefined || count === undefined) return undefined;
  const { type } = page.layout;
  const gap = type.body * 0.7;
  const sideOf = (perLine: number): number =>
    Math.min(type.body * 1.9, area.width / perLine / 1.12, (area.height - gap) / Math.ceil(count / perLine) / 1.1);
  const half = count > 5 ? Math.ceil(count / 2) : count;
  const perLine = sideOf(half) > sideOf(count) ? half : count;
  const side = Math.max(1, sideOf(perLine));
  const width = perLine * side * 1.12;
  return {
    height: Math.ceil(count / perLine) * side * 1.1,
    gap,
    layers: (place) => {
      const left = aligned(page, place, width);
      return [
        growing({ role: 'figure', area: { ...place, x: left, width }, reveal }, (context, progress) => {
          for (let index = 0; index < Math.ceil(count * progress); index += 1) {
            const across = index % perLine;
            const x = left + (page.mirrored ? perLine - 1 - across : across) * side * 1.12;
            paintPictogram(
              context,
              pictogram,
              { x, y: place.y + Math.floor(index / perLine) * side * 1.1, width: side, height: side },
              color,
            );
          }
        }),
      ];
    },
  };
}

export function drawNumber(page: CardPage, content: ContentOf<'number'>): CardLayer[] {
  const { text: area, figure, shape } = page.layout;
  const size = shape === 'wide' ? 0.27 : 0.24;
  const reveal = { index: 0, at: content.at };
  const blocks = numberBlocks(page, content, {
    color: content.share === undefined ? page.palette.text : page.palette.accent,
    area,
    order: 0,
    reveal,
    size,
  });
  const bar = barBlock(page, page.layout.type.body * 0.8);
  const hasBar = page.align !== 'center' && content.count === undefined && heightOf([...blocks, bar]) <= area.height;
  const words = column(page, hasBar ? [...blocks, bar] : blocks);
  return figure && content.share !== undefined ? [...words, ringLayer(page, figure, content.share, reveal)] : words;
}

// Part of a whole, clockwise from the top.
function ringLayer({ palette, look }: CardPage, area: Area, share: number, reveal: Reveal): CardLayer {
  const [x, y, radius] = [area.x + area.width / 2, area.y + area.height / 2, area.width * 0.42];
  return growing({ role: 'figure', area, reveal }, (context, progress) => {
    context.lineWidth = area.width * 0.12;
    context.strokeStyle = faded(look.figure === 'deep' ? palette.deep : palette.quietText, 0.3);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
    context.strokeStyle = palette[look.figure];
    context.beginPath();
    context.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share * progress);
    context.stroke();
  });
}

/** Two numbers side by side with a line between them. */
export function drawComparison(page: CardPage, { sides }: ContentOf<'comparison'>): CardLayer[] {
  const { palette, layout, mirrored } = page;
  const { text: area, short } = layout;
  const gap = area.width * 0.1;
  const width = (area.width - gap) / 2;
  const colors = [palette.accent, palette.secondAccent] as const;
  const columns = sides.map((side, index) => {
    const x = (index === 0) === mirrored ? area.x + width + gap : area.x;
    const own = { ...area, x, width };
    return {
      own,
      blocks: numberBlocks(page, side, {
        color: colors[index] ?? palette.text,
        area: own,
        order: index * 2,
        reveal: { index, at: side.at },
        size: 0.2,
      }),
    };
  });
  // Both numbers have the same baseline, whatever is below them.
  const heights = columns.map(({ blocks }) => heightOf(blocks));
  const height = Math.min(area.height, Math.max(...heights));
  const top = area.y + (area.height - height) / 2;
  const line = { x: area.x + area.width / 2, y: top, width: Math.max(2, short * 0.003), height };
  return [
    ...columns.flatMap(({ own, blocks }) => column(page, blocks, { ...own, y: top, height }, 'top')),
    entering({ role: 'figure', area: line }, (context) => {
      context.fillStyle = faded(palette.quietText, 0.5);
      context.fillRect(line.x, line.y, line.width, line.height);
    }),
  ];
}
