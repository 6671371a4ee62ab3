import { escapedHtml } from '../../src/platform/pages/escaped-html.ts';
import { ticksUpTo, withUnit } from './units.ts';

export interface Series {
  readonly name: string;
  /** Seconds since 1970, and the value then. */
  readonly points: readonly (readonly [number, number])[];
}

export interface DrawnPanel {
  readonly title: string;
  readonly unit: string;
  /** Of Grafana: 24 columns, and rows. */
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly series: readonly Series[];
}

export interface Period {
  readonly from: number;
  readonly to: number;
  /** Seconds between two points; a longer gap interrupts the line. */
  readonly step: number;
}

const COLUMN = 50;
const ROW = 29;
const HEAD = 44;
const MARGIN = { left: 70, right: 14, top: 34, axis: 20, gap: 4 };
const LEGEND_LINE = 16;
const LEGEND_LINES = 3;
const CHARACTER = 6.4;
const COLORS = ['#3b82f6', '#e8590c', '#2f9e44', '#c2255c', '#7950f2', '#b08900', '#0c8599', '#868e96', '#d6336c', '#5c940d'];

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.page { fill: #f6f8fa; }
.panel { fill: #ffffff; stroke: #d1d9e0; }
.grid { stroke: #e4e8ec; }
.title { font-weight: 600; font-size: 13px; }
.heading { font-weight: 600; font-size: 17px; }
.note { fill: #59636e; }
.line { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; }
  .page { fill: #0d1117; }
  .panel { fill: #151b23; stroke: #3d444d; }
  .grid { stroke: #2a313c; }
  .note { fill: #9198a1; }
}`;

/** The panels of a dashboard where Grafana places them, over one period. SVG text. */
export function drawDashboard(title: string, panels: readonly DrawnPanel[], period: Period): string {
  const width = 24 * COLUMN;
  const height = HEAD + ROW * Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapedHtml(`${title}: ${panels.map((panel) => panel.title).join(', ')}`)}</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="heading" x="12" y="28">${escapedHtml(title)}</text>`,
    ...panels.flatMap((panel) => drawPanel(panel, period)),
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel({ title, unit, gridPos, series }: DrawnPanel, period: Period): readonly string[] {
  const [left, top] = [gridPos.x * COLUMN + MARGIN.gap, HEAD + gridPos.y * ROW + MARGIN.gap];
  const [width, height] = [gridPos.w * COLUMN - 2 * MARGIN.gap, gridPos.h * ROW - 2 * MARGIN.gap];
  const legend = legendOf(series, unit, width - MARGIN.left - MARGIN.right);
  const plot = {
    left: left + MARGIN.left,
    right: left + width - MARGIN.right,
    top: top + MARGIN.top,
    bottom: top + height - MARGIN.axis - 8 - legend.length * LEGEND_LINE,
  };
  const ticks = ticksUpTo(Math.max(0, ...series.flatMap(({ points }) => points.map(([, value]) => value))));
  const highest = ticks.at(-1) ?? 1;
  const x = (at: number): number => rounded(plot.left + ((at - period.from) / (period.to - period.from)) * (plot.right - plot.left));
  const y = (value: number): number => rounded(plot.bottom - (value / highest) * (plot.bottom - plot.top));
  const minutes = Array.from({ length: Math.floor((period.to - period.from) / 60) + 1 }, (_, minute) => minute);
  const drawn = [
    `<rect class="panel" x="${left}" y="${top}" width="${width}" height="${height}" rx="4"/>`,
    `<text class="title" x="${left + 12}" y="${top + 21}">${escapedHtml(title)}</text>`,
    ...ticks.flatMap((tick) => [
      `<line class="grid" x1="${plot.left}" y1="${y(tick)}" x2="${plot.right}" y2="${y(tick)}"/>`,
      `<text class="note" x="${plot.left - 8}" y="${y(tick) + 4}" text-anchor="end">${withUnit(tick, unit)}</text>`,
    ]),
    ...minutes.map(
      (minute) =>
        `<text class="note" x="${x(period.from + minute * 60)}" y="${plot.bottom + 16}" text-anchor="middle">${minute} min</text>`,
    ),
  ];
  if (series.length === 0) {
    drawn.push(
      `<text class="note" x="${(plot.left + plot.right) / 2}" y="${(plot.top + plot.bottom) / 2}" text-anchor="middle">No data</text>`,
    );
  }
  series.forEach(({ points }, index) => {
    const path = points.map(([at, value], place) => {
      const before = points[place - 1];
      return `${before && at - before[0] <= 1.5 * period.step ? 'L' : 'M'}${x(at)} ${y(value)}`;
    });
    // A single point is a line of no length, which round caps make visible.
    drawn.push(
      `<path class="line" stroke="${colorOf(index)}" stroke-linecap="round" d="${path.join('')}${path.length === 1 ? 'h0' : ''}"/>`,
    );
  });
  const legendTop = plot.bottom + MARGIN.axis + 14;
  legend.forEach((line, row) => {
    for (const { name, color, at } of line) {
      const middle = legendTop + row * LEGEND_LINE;
      if (color) drawn.push(`<rect x="${rounded(plot.left + at)}" y="${middle - 7}" width="10" height="4" rx="2" fill="${color}"/>`);
      drawn.push(`<text x="${rounded(plot.left + at + 15)}" y="${middle}">${escapedHtml(name)}</text>`);
    }
  });
  return drawn;
}

interface LegendEntry {
  readonly name: string;
  readonly color?: string;
  readonly at: number;
}

/** Names of series with their maximum in as many lines as there are, and the number of those for which there is no space. */
function legendOf(series: readonly Series[], unit: string, width: number): readonly (readonly LegendEntry[])[] {
  const lines: LegendEntry[][] = [[]];
  let at = 0;
  for (const [index, { name, points }] of series.entries()) {
    const text = `${name} · ${withUnit(Math.max(0, ...points.map(([, value]) => value)), unit)}`;
    const needed = text.length * CHARACTER + 30;
    if (at > 0 && at + needed > width) {
      if (lines.length === LEGEND_LINES) {
        lines.at(-1)?.push({ name: `and ${series.length - index} more`, at });
        return lines;
      }
      lines.push([]);
      at = 0;
    }
    lines.at(-1)?.push({ name: text, color: colorOf(index), at });
    at += needed;
  }
  return lines;
}

const colorOf = (index: number): string => COLORS[index % COLORS.length] ?? '';

const rounded = (pixels: number): number => Math.round(pixels * 10) / 10;
