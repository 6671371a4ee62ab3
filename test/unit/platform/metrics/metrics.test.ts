import { expect, test, vi } from 'vitest';
import { silentLog } from '../../../../src/kernel/log.ts';
import { METRICS, bounded, type MetricName } from '../../../../src/platform/metrics/metric-definitions.ts';
import { NO_METRICS } from '../../../../src/platform/metrics/metrics.ts';
import { openMetrics } from '../../../../src/platform/metrics/open-metrics.ts';
import { PrometheusMetrics } from '../../../../src/platform/metrics/prometheus-metrics.ts';

const lines = async (metrics: PrometheusMetrics, name: string): Promise<string[]> =>
  (await metrics.scrape()).text.split('\n').filter((line) => line.startsWith(name));

test('a value outside the bounds of its label is counted as other', async () => {
  const metrics = new PrometheusMetrics(silentLog);
  for (let id = 0; id < 1_000; id += 1)
    metrics.count('reelwright_http_requests_total', { method: `BREW${id}`, route: '/graphql', status: '400' });
  metrics.count('reelwright_http_requests_total', { method: 'GET', route: '/graphql', status: '200' });

  expect(await lines(metrics, 'reelwright_http_requests_total')).toEqual([
    'reelwright_http_requests_total{method="other",route="/graphql",status="400"} 1000',
    'reelwright_http_requests_total{method="GET",route="/graphql",status="200"} 1',
  ]);
});

test('no label of a metric is an id, and a label that a metric does not have is dropped', () => {
  for (const [name, { labels }] of Object.entries(METRICS)) {
    expect(Object.keys(labels).filter((label) => /id$|name|email|workspace|user|path/i.test(label))).toEqual([]);
    expect(Object.keys(bounded(name as MetricName, { workspaceId: 'a' }))).toEqual(Object.keys(labels));
  }
});

test.each(Object.entries(METRICS))('%s has a name by the conventions of Prometheus', (name, { kind, help }) => {
  expect(name).toMatch(/^reelwright_[a-z_]+$/);
  expect(name.endsWith('_total')).toBe(kind === 'counter');
  if (kind === 'histogram') expect(name).toMatch(/_(seconds|ratio)$/);
  expect(help).toMatch(/^[A-Z1].*\.$/);
});

test('a gauge is read at each scrape; one that cannot be read has no value and leaves the others', async () => {
  const warn = vi.fn();
  const metrics = new PrometheusMetrics({ ...silentLog, warn });
  let sockets = 3;
  metrics.watch('reelwright_sockets_open', () => [{ labels: {}, value: sockets }]);
  metrics.watch('reelwright_queue_depth', () => Promise.reject(new Error('no database')));
  expect(await lines(metrics, 'reelwright_sockets_open')).toEqual(['reelwright_sockets_open 3']);
  sockets = 4;
  expect(await lines(metrics, 'reelwright_sockets_open')).toEqual(['reelwright_sockets_open 4']);
  expect(await lines(metrics, 'reelwright_queue')).toEqual([]);
  expect(await lines(metrics, 'reelwright_steps_running')).toEqual([]);
  expect(warn).toHaveBeenCalledWith(expect.objectContaining({ metric: 'reelwright_queue_depth' }), 'failed to read a metric');
});

test('without a token nothing is counted and prom-client is not loaded', async () => {
  expect(await openMetrics(false, silentLog)).toBe(NO_METRICS);
});
