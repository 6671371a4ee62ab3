import type { Metrics } from '../../platform/metrics/metrics.ts';

/** Measures how old an event of a log was when its subscribers received it. Events that summarise a state have no age. */
export function observeEventLag(metrics: Pick<Metrics, 'observe'>, event: object): void {
  if (!('at' in event) || !(event.at instanceof Date) || ('type' in event && event.type === 'SNAPSHOT')) return;
  const log = 'jobId' in event ? 'JOB' : 'WORKSPACE';
  metrics.observe('reelwright_event_lag_seconds', { log }, Math.max(0, (Date.now() - event.at.getTime()) / 1_000));
}
