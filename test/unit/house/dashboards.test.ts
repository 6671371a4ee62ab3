import { expect, test } from 'vitest';
import { silentLog } from '../../../src/kernel/log.ts';
import { METRICS } from '../../../src/platform/metrics/metric-definitions.ts';
import { PrometheusMetrics } from '../../../src/platform/metrics/prometheus-metrics.ts';
import { alertRules, alertTests, queries, runbook } from '../../support/operations-pages.ts';

/** Labels that Prometheus adds. */
const OF_PROMETHEUS = ['le', 'instance', 'job'];
const described = new Map(new PrometheusMetrics(silentLog).describe().map((metric) => [metric.name, metric]));

/** The selectors of a query: metric and the text in braces. */
const selectorsIn = (expr: string): readonly { readonly name: string; readonly matchers: string }[] =>
  [...expr.matchAll(/\b((?:reelwright|nodejs|process)_\w+)(\{[^}]*\})?/g)].map(([, name = '', matchers = '']) => ({ name, matchers }));

const metricOf = (name: string) => described.get(name) ?? described.get(name.replace(/_(bucket|count|sum)$/, ''));

test.each(queries)('$place names metrics, labels and values that exist', ({ expr }) => {
  const selectors = selectorsIn(expr);
  expect(selectors.length + (expr.includes('up{') ? 1 : 0)).toBeGreaterThan(0);
  const labels = new Set(OF_PROMETHEUS);
  for (const { name, matchers } of selectors) {
    const metric = metricOf(name);
    expect(metric, name).toBeDefined();
    if (name.endsWith('_bucket')) expect(metric?.type, name).toBe('histogram');
    for (const label of metric?.labels ?? []) labels.add(label);
    const definition = METRICS[metric?.name as keyof typeof METRICS] as
      { readonly labels: Readonly<Record<string, readonly string[] | 'PROGRAM'>> } | undefined;
    for (const [, label = '', value = ''] of matchers.matchAll(/(\w+)\s*[=!]~?\s*"([^"]*)"/g)) {
      expect(Object.keys(definition?.labels ?? {}), name).toContain(label);
      const values = definition?.labels[label];
      if (Array.isArray(values)) expect(values, `${name} ${label}`).toEqual(expect.arrayContaining(value.split('|')));
    }
  }
  for (const [, grouped = ''] of expr.matchAll(/\bby \(([^)]*)\)/g))
    expect([...labels]).toEqual(expect.arrayContaining(grouped.split(/,\s*/)));
});

test('every metric of Reelwright is on a dashboard', () => {
  const shown = new Set(queries.flatMap(({ expr }) => selectorsIn(expr).map(({ name }) => metricOf(name)?.name)));
  expect(Object.keys(METRICS).filter((name) => !shown.has(name))).toEqual([]);
});

test('every alert has a chapter of the runbook, and the runbook has no other', () => {
  const chapters = [...runbook().matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  expect(chapters).toEqual(alertRules.map(({ alert }) => alert));
  for (const { alert, annotations } of alertRules) expect(annotations.runbook_url).toBe(`runbook.md#${alert.toLowerCase()}`);
});

test.each(alertRules)('$alert has a test in which it fires and one in which it does not', ({ alert }) => {
  const fires = alertTests.filter(({ alertname }) => alertname === alert).map(({ exp_alerts: alerts }) => alerts.length > 0);
  expect(new Set(fires)).toEqual(new Set([true, false]));
});
