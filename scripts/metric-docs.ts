import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { silentLog } from '../src/kernel/log.ts';
import { METRICS } from '../src/platform/metrics/metric-definitions.ts';
import { PrometheusMetrics } from '../src/platform/metrics/prometheus-metrics.ts';

const PAGE = resolve(import.meta.dirname, '../docs/reference/metrics.md');
const BEGIN = '<!-- Printed by npm run docs:metrics. -->';
const END = '<!-- End of the printed tables. -->';

/** docs/reference/metrics.md as it should be committed. @throws Error when it does not have the two comments */
export async function printMetricsPage(): Promise<string> {
  const [before, rest] = readFileSync(PAGE, 'utf8').split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/reference/metrics.md needs the comments ${BEGIN} and ${END}`);
  const page = `${before}${BEGIN}\n\n${tables()}\n\n${END}${after}`;
  return format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
}

function tables(): string {
  const all = new PrometheusMetrics(silentLog).describe();
  const own = all.filter(({ name }) => name in METRICS);
  const process = all.filter(({ name }) => !(name in METRICS));
  const labels: Readonly<Record<string, { readonly labels: Readonly<Record<string, readonly string[] | 'PROGRAM'>> }>> = METRICS;
  return [
    table(
      ['metric', 'type', 'labels', 'meaning'],
      own.map(({ name, type, help }) => [`\`${name}\``, type, namesOf(labels[name]?.labels ?? {}), help]),
    ),
    '## Values of labels\n\nEvery other value is counted as `other`.',
    table(['label', 'values'], valuesOf(Object.values(labels))),
    '## Node process\n\nprom-client adds these, with the names that its dashboards use.',
    table(
      ['metric', 'type', 'meaning'],
      process.map(({ name, type, help }) => [`\`${name}\``, type, help.trim()]),
    ),
  ].join('\n\n');
}

const namesOf = (labels: object): string =>
  Object.keys(labels)
    .map((label) => `\`${label}\``)
    .join(', ');

/** The values of each label whose values are listed, of all metrics together. */
function valuesOf(metrics: readonly { readonly labels: Readonly<Record<string, readonly string[] | 'PROGRAM'>> }[]): string[][] {
  const values = new Map<string, Set<string>>();
  for (const { labels } of metrics) {
    for (const [label, listed] of Object.entries(labels)) {
      if (listed === 'PROGRAM') continue;
      values.set(label, new Set([...(values.get(label) ?? []), ...listed]));
    }
  }
  return [...values].map(([label, all]) => [`\`${label}\``, [...all].map((value) => `\`${value}\``).join(', ')]);
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, await printMetricsPage());
