import type { Workload } from '../../features/jobs/scheduling/workload.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Metrics, Sample } from '../../platform/metrics/metrics.ts';
import { NEVER_ABORTED } from '../../kernel/signals.ts';

/** Milliseconds that figures of the database are kept, so that several scrapers cost one statement. */
const KEPT_MS = 5_000;
/** Milliseconds that a scrape waits for the database; Prometheus gives up after 10 s by default. */
const WITHIN_MS = 3_000;

/** A row of `queue_figures`. */
interface QueueFigure {
  readonly queue: 'JOBS' | 'STEPS';
  readonly state: string;
  readonly depth: number;
  /** Age of the oldest in seconds; null where there is none. */
  readonly oldest: number | null;
  readonly paused: boolean;
}

/** A row of `plan_queue_figures`: states and plans with at least one job. */
interface PlanFigure {
  readonly state: string;
  readonly plan: string;
  readonly depth: number;
  readonly oldest: number;
}

/** A row of `credit_figures`. */
interface CreditFigure {
  readonly kind: string;
  readonly credits: number;
}

/** Reads the connections of the database's pools at each scrape. */
export function watchPools(metrics: Metrics, { pools }: Pick<Database, 'pools'>): void {
  const read = () =>
    Object.entries(pools()).map(([pool, { total, idle, waiting }]) => ({ pool: pool.toUpperCase(), total, idle, waiting }));
  metrics.watch('reelwright_database_connections', () =>
    read().flatMap(({ pool, total, idle }) => [
      { labels: { pool, state: 'USED' }, value: total - idle },
      { labels: { pool, state: 'IDLE' }, value: idle },
    ]),
  );
  metrics.watch('reelwright_database_waiting', () => read().map(({ pool, waiting }) => ({ labels: { pool }, value: waiting })));
}

/** What is open on the WebSockets of this process. */
interface OpenSockets {
  readonly open: { readonly sockets: number; readonly operations: number };
}

/** Reads what is open on sockets at each scrape, and the queue by one statement for all its gauges, at most once in five seconds. */
export function watchApi(
  { metrics, database }: { readonly metrics: Metrics; readonly database: Pick<Database, 'systemScope'> },
  sockets: OpenSockets,
): void {
  metrics.watch('reelwright_sockets_open', () => single(sockets.open.sockets));
  metrics.watch('reelwright_socket_operations_open', () => single(sockets.open.operations));
  const figures = kept(() => within(readFigures(database)));
  metrics.watch('reelwright_queue_depth', async () =>
    (await figures()).map(({ queue, state, depth }) => ({ labels: { queue, state }, value: depth })),
  );
  metrics.watch('reelwright_queue_oldest_seconds', async () =>
    (await figures()).flatMap(({ queue, state, oldest }) => (oldest === null ? [] : [{ labels: { queue, state }, value: oldest }])),
  );
  const plans = kept(() => within(readRows<PlanFigure>(database, 'plan_queue_figures')));
  metrics.watch('reelwright_plan_queue_depth', async () =>
    (await plans()).map(({ state, plan, depth }) => ({ labels: { state, plan }, value: depth })),
  );
  metrics.watch('reelwright_plan_queue_oldest_seconds', async () =>
    (await plans()).map(({ state, plan, oldest }) => ({ labels: { state, plan }, value: oldest })),
  );
  const credits = kept(() => within(readRows<CreditFigure>(database, 'credit_figures')));
  metrics.watch('reelwright_credits_last_hour', async () =>
    (await credits()).map(({ kind, credits: value }) => ({ labels: { kind }, value })),
  );
  const workers = kept(() => within(readRows<{ readonly workers: number }>(database, 'worker_figures')));
  metrics.watch('reelwright_workers', async () => single((await workers())[0]?.workers ?? 0));
  metrics.watch('reelwright_queue_paused', async () => single((await figures()).some(({ paused }) => paused) ? 1 : 0));
}

/** Reads the number of running steps at each scrape. */
export function watchSteps(metrics: Metrics, workload: Pick<Workload, 'steps'>): void {
  metrics.watch('reelwright_steps_running', () => single(workload.steps));
}

const single = (value: number): readonly Sample<'reelwright_steps_running'>[] => [{ labels: {}, value }];

const readFigures = (database: Pick<Database, 'systemScope'>): Promise<QueueFigure[]> => readRows(database, 'queue_figures');

const readRows = <Row extends object>(database: Pick<Database, 'systemScope'>, figures: FigureFunction): Promise<Row[]> =>
  database.systemScope(NEVER_ABORTED).tx((em) => em.execute<Row[]>(`select * from ${figures}()`));

type FigureFunction = 'queue_figures' | 'plan_queue_figures' | 'credit_figures' | 'worker_figures';

/** Reads at most once in five seconds; simultaneous callers share one read. A read that failed is not kept. */
function kept<T>(read: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    if (last && performance.now() - last.at < KEPT_MS) return last.value;
    const value = read();
    last = { at: performance.now(), value };
    value.catch(() => (last = undefined));
    return value;
  };
}

async function within<T>(read: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`the database did not answer within ${WITHIN_MS} ms`)), WITHIN_MS);
  try {
    return await Promise.race([read, late.promise]);
  } finally {
    clearTimeout(timer);
    read.catch(() => undefined);
  }
}
