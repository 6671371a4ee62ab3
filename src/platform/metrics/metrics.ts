import type { CounterName, GaugeName, HistogramName, LabelsOf } from './metric-definitions.ts';

/** One value of a gauge. */
export interface Sample<Name extends GaugeName> {
  readonly labels: LabelsOf<Name>;
  readonly value: number;
}

/** The metrics of this process, by the names of `metric-definitions.ts`. */
export interface Metrics {
  /** Adds to a counter; 1 by default. */
  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>, amount?: number): void;
  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** Reads a gauge at each scrape. A read that fails leaves the gauge without values; it is logged. */
  watch<Name extends GaugeName>(name: Name, read: () => readonly Sample<Name>[] | Promise<readonly Sample<Name>[]>): void;
  /** Everything in the text format of Prometheus. */
  scrape(): Promise<Scrape>;
}

export interface Scrape {
  readonly contentType: string;
  readonly text: string;
}

/** Counts nothing; for processes without METRICS_TOKEN, which do not load prom-client. */
export const NO_METRICS: Metrics = {
  count: () => undefined,
  observe: () => undefined,
  watch: () => undefined,
  scrape: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
};
