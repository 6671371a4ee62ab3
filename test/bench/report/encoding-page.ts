import { formatted } from './chart.ts';
import { OURS, type StoredResult } from './result.ts';

/** A table for each source of the bench `encoding`: what every encoder costs, and what it keeps. Markdown. */
export function encodingTables(results: readonly StoredResult[]): string {
  const result = results.find(({ bench }) => bench === 'encoding');
  if (!result) return 'Not measured.';
  const sources = Map.groupBy(result.measures, ({ name }) => name.slice(name.indexOf(', ') + 2));
  const tables = [...sources].map(([source, measures]) => {
    const heads = measures.map(({ name, unit }) => `${name.slice(0, name.indexOf(', '))}, ${unit}`);
    const rows = Object.keys(measures[0]?.values ?? {}).map((encoder) =>
      row([encoder === OURS ? `**${OURS}**` : encoder, ...measures.map(({ values, unit }) => figure(values[encoder] ?? NaN, unit))]),
    );
    return [row([source, ...heads]), row(['---', ...heads.map(() => '---:')]), ...rows].join('\n');
  });
  const busy = result.busy === null ? '' : ' The machine was busy, so CPU is too high.';
  return [`${result.date}, ${result.machine}.${busy}`, ...tables].join('\n\n');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** SSIM differs in its third digit only. */
const figure = (value: number, unit: string): string => (unit === 'of 1' ? value.toFixed(4) : formatted(value));
