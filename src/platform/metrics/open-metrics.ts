import type { Log } from '../../kernel/log.ts';
import { NO_METRICS } from './metrics.ts';
import type { Metrics } from './metrics.ts';

/** Opens the metrics of this process. prom-client is loaded only where metrics are on, because it takes 3 to 5 MiB. */
export async function openMetrics(isOn: boolean, log: Log): Promise<Metrics> {
  if (!isOn) return NO_METRICS;
  const { PrometheusMetrics } = await import('./prometheus-metrics.ts');
  return new PrometheusMetrics(log);
}
