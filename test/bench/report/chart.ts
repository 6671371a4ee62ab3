import { isReached, OURS, type Measure } from './result.ts';

const WIDTH = 720;
const LABEL_WIDTH = 230;
const VALUE_WIDTH = 110;
const ROW = 30;
const BAR = 18;
const TOP = 44;

/** Colours of both themes: an image in a page follows the reader's setting through its own style sheet. */
const STYLE = `
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; }
.own { fill: #0969da; }
.peer { fill: #afb8c1; }
.goal { stroke: #cf222e; stroke-width: 2; stroke-dasharray: 4 3; }
.note { fill: #59636e; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; }
  .own { fill: #4493f8; }
  .peer { fill: #57606a; }
  .goal { stroke: #ff7b72; }
  .note { fill: #9198a1; }
}`;

/** A measure as horizontal bars, with its goals as dashed lines. SVG text. */
export function drawChart(measure: Measure): string {
  const { name, unit, values } = measure;
  const goals = measure.goals.map((goal) => {
    const bound = 'atLeast' in goal ? goal.atLeast : goal.atMost;
    return { at: goal.beside === undefined ? bound : bound * (values[goal.beside] ?? NaN), isReached: isReached(measure, goal) };
  });
  const entries = Object.entries(values);
  const room = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
  const longest = Math.max(...entries.map(([, value]) => value), ...goals.map(({ at }) => at));
  const length = (value: number): number => Math.max(1, (value / longest) * room);
  const height = TOP + entries.length * ROW + 8;
  const rows = entries.flatMap(([contestant, value], index) => {
    const top = TOP + index * ROW;
    const middle = top + BAR / 2 + 5;
    return [
      `<text x="${LABEL_WIDTH - 10}" y="${middle}" text-anchor="end">${escaped(contestant)}</text>`,
      `<rect class="${contestant.startsWith(OURS) ? 'own' : 'peer'}" x="${LABEL_WIDTH}" y="${top}" width="${round(length(value))}" height="${BAR}" rx="3"/>`,
      `<text x="${round(LABEL_WIDTH + length(value) + 8)}" y="${middle}">${formatted(value)}</text>`,
    ];
  });
  const lines = goals.map(({ at }) => {
    const x = round(LABEL_WIDTH + length(at));
    return `<line class="goal" x1="${x}" y1="${TOP - 6}" x2="${x}" y2="${TOP + ROW - 6}"/>`;
  });
  const described = `${name}, ${unit}: ${entries.map(([contestant, value]) => `${contestant} ${formatted(value)}`).join(', ')}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escaped(described)}</title>`,
    `<style>${STYLE}\n</style>`,
    `<text class="title" x="0" y="20">${escaped(name)}<tspan class="note" dx="8" font-weight="400">${escaped(unit)}${goals.length > 0 ? '; dashed: goal' : ''}</tspan></text>`,
    ...rows,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

/** Three digits are as much as a run on a shared machine tells. */
export function formatted(value: number): string {
  if (!Number.isFinite(value)) return 'not measured';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
