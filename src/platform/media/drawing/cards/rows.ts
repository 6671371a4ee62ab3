import type { ContentOf } from '../../card-content.ts';
import type { Area } from '../card-layout.ts';
import { entering, growing, textLayer } from '../layers.ts';
import type { CardLayer } from '../layers.ts';
import { aligned, column, heightOf, isCut, placeIn, setOn } from '../page.ts';
import type { Block, CardPage } from '../page.ts';
import { faded } from '../palette.ts';
import { paintPictogram } from '../pictograms/pictogram.ts';
import type { SetText } from '../typesetting.ts';
import { barBlock } from './words.ts';

/** The heading above a list or a chart. */
function headingBlocks(page: CardPage, heading: string | undefined): Block[] {
  if (heading === undefined || heading === '') return [];
  const { type, text } = page.layout;
  const set = setOn(page, 'heading', heading, {
    size: type.subtitle,
    smallest: type.small,
    maxWidth: text.width,
    maxHeight: type.subtitle * 2.4,
    maxLines: 2,
  });
  return [
    { height: set.height, gap: 0, layers: (area) => [textLayer(set, placeIn(page, area), { color: page.palette.text, order: 0 })] },
    barBlock(page, type.body * 0.75),
  ];
}

/** Items below each other, each with its pictogram or a mark. */
export function drawList(page: CardPage, { heading, items }: ContentOf<'list'>): CardLayer[] {
  const { layout, palette } = page;
  const { type, text } = layout;
  const head = headingBlocks(page, heading?.text);
  const room = text.height - heightOf(head) - type.body * 0.9;
  const step = Math.min(type.body * 2.5, room / items.length);
  const tile = step * 0.76;
  const hasPictograms = items.some(({ pictogram }) => pictogram !== undefined);
  const indent = hasPictograms ? tile + type.body * 0.7 : type.body * 1.1;
  const sizes = items.map((item) => setItem(page, item.text, text.width - indent, tile));
  const size = Math.min(...sizes.map((set) => set.size));
  const sets = items.map((item) => setItem(page, item.text, text.width - indent, tile, size));
  // A centred list is a group whose items begin at the same edge.
  const width = page.align === 'center' ? indent + Math.max(...sets.map((set) => set.width)) : text.width;
  const rows = items.map(({ pictogram, at }, index): Block => ({
    height: tile,
    gap: index === 0 ? type.body * 0.9 : step - tile,
    layers: (area) => {
      const row = { ...area, x: aligned(page, area, width), width };
      const set = sets[index] ?? never();
      const inner = { ...row, x: page.mirrored ? row.x : row.x + indent, width: row.width - indent, y: row.y + (tile - set.height) / 2 };
      const side = { page, align: page.mirrored ? ('right' as const) : ('left' as const) };
      const place = placeIn({ ...page, align: side.align }, inner);
      const reveal = { index, at };
      const markArea = {
        x: page.mirrored ? row.x + row.width - (hasPictograms ? tile : type.body * 0.4) : row.x,
        y: row.y,
        width: hasPictograms ? tile : type.body * 0.4,
        height: tile,
      };
      return [
        entering({ role: 'figure', area: markArea, reveal }, (context) =>
          paintMark(context, page, markArea, hasPictograms ? (pictogram ?? '') : undefined),
        ),
        textLayer(set, place, { color: palette.text, order: index + 1, reveal }),
      ];
    },
  }));
  return column(page, [...head, ...rows]);
}

function setItem(page: CardPage, text: string, maxWidth: number, maxHeight: number, size = page.layout.type.body * 1.25): SetText {
  const { small } = page.layout.type;
  const fit = { size, smallest: Math.min(size, small), maxWidth, maxHeight };
  const one = setOn(page, 'small', text, { ...fit, maxLines: 1 });
  return isCut(one, text) ? setOn(page, 'small', text, { ...fit, maxLines: 2, maxHeight: maxHeight * 1.2 }) : one;
}

function paintMark(
  context: Parameters<CardLayer['draw']>[0],
  { palette, layout }: CardPage,
  area: Area,
  pictogram: string | undefined,
): void {
  if (pictogram === undefined) {
    context.fillStyle = palette.accent;
    const side = layout.type.body * 0.36;
    context.fillRect(area.x, area.y + (area.height - side) / 2, side, side);
    return;
  }
  context.fillStyle = faded(palette.accent, 0.16);
  context.beginPath();
  context.roundRect(area.x, area.y, area.width, area.height, area.width * 0.2);
  context.fill();
  const inset = area.width * 0.16;
  if (pictogram !== '') {
    paintPictogram(
      context,
      pictogram,
      { x: area.x + inset, y: area.y + inset, width: area.width - 2 * inset, height: area.height - 2 * inset },
      palette.accent,
    );
    return;
  }
  context.fillStyle = palette.accent;
  context.beginPath();
  context.arc(area.x + area.width / 2, area.y + area.height / 2, area.width * 0.1, 0, 2 * Math.PI);
  context.fill();
}

/** Bars from a table, the longest one in the second accent. */
export function drawChart(page: CardPage, { heading, bars }: ContentOf<'chart'>): CardLayer[] {
  const { layout, palette, mirrored } = page;
  const { type, text } = layout;
  const head = headingBlocks(page, heading?.text);
  const room = text.height - heightOf(head) - type.body * 0.9;
  const step = Math.min(type.body * 2.4, room / bars.length);
  const height = step * 0.62;
  const size = Math.min(type.body, height * 0.9);
  const small = { size, smallest: Math.min(size, type.small * 0.8), maxHeight: Infinity, maxLines: 1 };
  const labels = bars.map(({ text: label }) => setOn(page, 'small', label, { ...small, maxWidth: text.width * 0.34 }));
  const values = bars.map(({ label }) => setOn(page, 'small', label, { ...small, maxWidth: text.width * 0.22 }));
  const gap = type.body * 0.6;
  const labelWidth = Math.max(...labels.map((set) => set.width));
  const longest = text.width - labelWidth - Math.max(...values.map((set) => set.width)) - 2 * gap;
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const turn = (area: Area, inner: Area): Area => (mirrored ? { ...inner, x: 2 * area.x + area.width - inner.x - inner.width } : inner);
  const rows = bars.map(({ value, at }, index): Block => {
    const [label, number] = [labels[index] ?? never(), values[index] ?? never()];
    const color = value === most ? palette.secondAccent : palette.accent;
    return {
      height,
      gap: index === 0 ? type.body * 0.9 : step - height,
      layers: (area) => {
        const middle = (set: SetText): number => area.y + (height - set.height) / 2;
        const bar = turn(area, { x: area.x + labelWidth + gap, y: area.y, width: Math.max(2, (value / most) * longest), height });
        const own = turn(area, { x: area.x, y: area.y, width: labelWidth, height });
        const after = turn(area, { x: area.x + labelWidth + gap * 1.6 + bar.width, y: area.y, width: number.width, height });
        const reveal = { index, at };
        const start = { ...page, align: mirrored ? ('right' as const) : ('left' as const) };
        return [
          textLayer(label, placeIn(start, { ...own, y: middle(label) }), { color: palette.text, order: index * 2 + 1, reveal }),
          growing({ role: 'figure', area: bar, reveal }, (context, progress) => {
            context.fillStyle = color;
            const width = bar.width * progress;
            context.fillRect(mirrored ? bar.x + bar.width - width : bar.x, bar.y, width, bar.height);
          }),
          textLayer(number, placeIn(start, { ...after, y: middle(number) }), { color: palette.text, order: index * 2 + 2, reveal }),
        ];
      },
    };
  });
  return column(page, [...head, ...rows]);
}

function never(): never {
  throw new Error('each row has its texts');
}
