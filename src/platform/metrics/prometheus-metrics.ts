import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Log } from '../../kernel/log.ts';
import { METRICS, bounded } from './metric-definitions.ts';
import type { CounterName, GaugeName, HistogramName, LabelsOf, MetricName } from './metric-definitions.ts';
import type { Metrics, Sample, Scrape } from './metrics.ts';

type ReadGauge = () => readonly Sample<GaugeName>[] | Promise<readonly Sample<GaugeName>[]>;

/** Metrics kept by prom-client. One registry per process: prom-client's defaults watch the whole process. */
export class PrometheusMetrics implements Metrics {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #histograms = new Map<string, Histogram>();
  readonly #reads = new Map<string, ReadGauge>();

  constructor(private readonly log: Log) {
    collectDefaultMetrics({ register: this.#registry });
    for (const [name, definition] of Object.entries(METRICS)) this.#add(name as MetricName, definition);
  }

  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>, amount = 1): void {
    this.#counters.get(name)?.inc(bounded(name, labels), amount);
  }

  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, value: number): void {
    this.#histograms.get(name)?.observe(bounded(name, labels), value);
  }

  watch<Name extends GaugeName>(name: Name, read: () => readonly Sample<Name>[] | Promise<readonly Sample<Name>[]>): void {
    this.#reads.set(name, read);
  }

  async scrape(): Promise<Scrape> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  /** Every metric of the registry, with those of the Node process. */
  describe(): readonly { readonly name: string; readonly type: string; readonly help: string; readonly labels: readonly string[] }[] {
    return this.#registry.getMetricsAsArray().map((metric) => {
      const {
        name,
        help,
        type,
        labelNames = [],
      } = metric as unknown as {
        name: string;
        help: string;
        type?: string;
        labelNames?: readonly string[];
      };
      return { name, help, type: type ?? metric.constructor.name.toLowerCase(), labels: labelNames };
    });
  }

  #add(
    name: MetricName,
    { kind, help, labels, buckets = [] }: { kind: string; help: string; labels: object; buckets?: readonly number[] },
  ): void {
    const options = { name, help, labelNames: Object.keys(labels), registers: [this.#registry] };
    if (kind === 'counter') this.#counters.set(name, new Counter(options));
    else if (kind === 'histogram') this.#histograms.set(name, new Histogram({ ...options, buckets: [...buckets] }));
    else this.#addGauge(name as GaugeName, options);
  }

  #addGauge(name: GaugeName, options: ConstructorParameters<typeof Gauge>[0]): void {
    const gauge: Gauge = new Gauge({
      ...options,
      collect: async () => {
        // prom-client would fail the whole scrape, and every other metric with it.
        const samples = await Promise.resolve(this.#reads.get(name)?.() ?? []).catch((error: unknown) => {
          this.log.warn({ event: 'metric_unreadable', metric: name, err: error }, 'failed to read a metric');
          return [];
        });
        gauge.reset();
        // reset() sets a gauge without labels to 0, which would look measured.
        if (samples.length === 0 && options.labelNames?.length === 0) gauge.remove();
        for (const { labels, value } of samples) gauge.set(bounded(name, labels), value);
      },
    });
  }
}
