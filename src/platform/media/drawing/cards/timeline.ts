import type { ContentOf, TimelinePoint } from '../../card-content.ts';
import type { Area } from '../card-layout.ts';
import { growing, textLayer } from '../layers.ts';
import type { CardLayer } from '../layers.ts';
import { setOn } from '../page.ts';
import type { CardPage } from '../page.ts';
import { faded } from '../palette.ts';
import type { SetText } from '../typesetting.ts';

interface SetPoint {
  readonly point: TimelinePoint;
  readonly year: SetText;
  readonly label: SetText;
}

/** Years on a line: from side to side where there is space, else downwards. */
export function drawTimeline(page: CardPage, { points }: ContentOf<'timeline'>): CardLayer[] {
  const isDown = page.layout.shape === 'tall' || (page.layout.shape === 'square' && points.length > 2);
  return isDown ? downwards(page, points) : sideways(page, points);
}

const setPoint = (page: CardPage, point: TimelinePoint, size: number, maxWidth: number, maxHeight: number): SetPoint => {
  const { type } = page.layout;
  return {
    point,
    year: setOn(page, 'numbers', point.text, { size, smallest: type.small, maxWidth, maxHeight: Infinity, maxLines: 1 }),
    label: setOn(page, 'small', point.label, { size: type.body * 1.1, smallest: type.small * 0.9, maxWidth, maxHeight, maxLines: 4 }),
  };
};

function sideways(page: CardPage, points: readonly TimelinePoint[]): CardLayer[] {
  const { layout, palette, mirrored } = page;
  const { text: area, type, short } = layout;
  const width = area.width / points.length;
  const y = area.y + area.height * 0.46;
  const line: Area = { x: area.x, y, width: area.width, height: short * 0.006 };
  const align = mirrored ? 'right' : 'left';
  const sets = points.map((point) => setPoint(page, point, type.title, width * 0.86, area.y + area.height - y - type.body * 1.6));
  const size = Math.min(...sets.map(({ year }) => year.size));
  return [
    lineLayer(page, line),
    ...sets.flatMap(({ point, label }, index): CardLayer[] => {
      const year = setPoint(page, point, size, width * 0.86, area.height).year;
      const left = area.x + (mirrored ? points.length - 1 - index : index) * width;
      const x = mirrored ? left + width : left;
      const reveal = { index, at: point.at };
      return [
        textLayer(
          year,
          { x, y: y - type.body * 1.1 - year.height, align },
          { color: index % 2 === 0 ? palette.accent : palette.secondAccent, order: index * 2, reveal },
        ),
        dotLayer(page, { x: mirrored ? x - short * 0.014 : x + short * 0.014, y: y + line.height / 2 }, reveal),
        textLayer(label, { x, y: y + type.body * 1.2, align }, { color: palette.text, order: index * 2 + 1, reveal }),
      ];
    }),
  ];
}

function downwards(page: CardPage, points: readonly TimelinePoint[]): CardLayer[] {
  const { layout, palette, mirrored } = page;
  const { text: area, type, short } = layout;
  const step = area.height / points.length;
  const indent = type.body * 1.5;
  const years = points.map((point) => setPoint(page, point, type.subtitle * 1.15, area.width, step).year);
  const yearWidth = Math.max(...years.map(({ width }) => width));
  const align = mirrored ? 'right' : 'left';
  const side = (inward: number): number => (mirrored ? area.x + area.width - inward : area.x + inward);
  const line: Area = { x: side(short * 0.014) - short * 0.003, y: area.y, width: short * 0.006, height: area.height };
  return [
    lineLayer(page, line),
    ...points.flatMap((point, index): CardLayer[] => {
      const year = years[index];
      const labelAt = indent + yearWidth + type.body * 0.8;
      const { label } = setPoint(page, point, type.subtitle, area.width - labelAt, step * 0.86);
      const middle = area.y + (index + 0.5) * step;
      const reveal = { index, at: point.at };
      return [
        ...(year
          ? [
              textLayer(
                year,
                { x: side(indent), y: middle - year.height / 2, align },
                { color: index % 2 === 0 ? palette.accent : palette.secondAccent, order: index * 2, reveal },
              ),
            ]
          : []),
        dotLayer(page, { x: side(short * 0.014), y: middle }, reveal),
        textLayer(label, { x: side(labelAt), y: middle - label.height / 2, align }, { color: palette.text, order: index * 2 + 1, reveal }),
      ];
    }),
  ];
}

const lineLayer = ({ palette, mirrored }: CardPage, area: Area): CardLayer =>
  growing({ role: 'figure', area }, (context, progress) => {
    context.fillStyle = faded(palette.quietText, 0.55);
    const isDown = area.height > area.width;
    const width = isDown ? area.width : area.width * progress;
    context.fillRect(
      mirrored && !isDown ? area.x + area.width - width : area.x,
      area.y,
      width,
      isDown ? area.height * progress : area.height,
    );
  });

function dotLayer(
  { palette, layout }: CardPage,
  { x, y }: { readonly x: number; readonly y: number },
  reveal: CardLayer['reveal'],
): CardLayer {
  const radius = layout.short * 0.014;
  return growing(
    { role: 'figure', area: { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius }, reveal },
    (context, progress) => {
      context.fillStyle = palette.accent;
      context.beginPath();
      context.arc(x, y, radius * progress, 0, 2 * Math.PI);
      context.fill();
    },
  );
}
