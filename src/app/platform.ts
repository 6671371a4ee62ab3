import { isConnectionTrouble } from '../platform/database/connection-trouble.ts';
import { explainNoDatabase, openDatabase } from '../platform/database/database.ts';
import type { OnStatement } from '../platform/metrics/statement-watch.ts';
import type { Database } from '../platform/database/database.ts';
import { openPostgresPubSub } from '../platform/pubsub/postgres-pubsub.ts';
import type { PubSub } from '../platform/pubsub/pubsub.ts';
import { openPgBossQueue } from '../platform/queue/pg-boss-queue.ts';
import type { Queue } from '../platform/queue/queue.ts';
import { openMetrics } from '../platform/metrics/open-metrics.ts';
import { NO_METRICS } from '../platform/metrics/metrics.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import { heldStorage } from '../platform/storage/held-storage.ts';
import { measuredStorage } from '../platform/storage/measured-storage.ts';
import { openStorage } from '../platform/storage/minio-storage.ts';
import type { Storage } from '../platform/storage/storage.ts';
import { ReelwrightError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { AwayError, StartError } from '../kernel/start-error.ts';
import type { Config } from './config.ts';
import { entities } from './database/entities.ts';
import { watchDependencies, watchDisk } from './metrics/watched-dependencies.ts';
import { watchPools } from './metrics/watched-gauges.ts';
import { DependencyChecks } from './health/dependency-checks.ts';
import { platformChecks } from './health/platform-checks.ts';
import type { StartupRetry } from './startup-retry.ts';

/** NOTIFY channels that processes listen on. */
const CHANNELS = [
  'job_events',
  'job_stopped',
  'steps_free',
  'session_ended',
  'member_changed',
  'notifications',
  'webhooks_due',
  'workspace_events',
  'queue_pauses',
  'settings',
  'provider_keys',
  'showcase',
  'plans',
] as const;

/** The opened platform services. */
export interface Platform {
  readonly database: Database;
  readonly pubsub: PubSub;
  readonly queue: Queue;
  readonly storage: Storage;
  readonly metrics: Metrics;
  /** Checks of everything that this process depends on. */
  readonly health: DependencyChecks;
  close(): Promise<void>;
}

interface OpenOptions {
  readonly isWorker: boolean;
  readonly waiting: StartupRetry;
}

/** Opens everything that both processes need as soon as it is available. After a failure it closes what was opened, in reverse order. */
export async function openPlatform(config: Config, log: Log, { isWorker, waiting }: OpenOptions): Promise<Platform> {
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).toReversed())
      await Promise.race([end(), tooLate()]).catch((error: unknown) =>
        log.warn({ event: 'close_failed', err: error }, 'failed to close cleanly'),
      );
  };
  /** Opens one part, waits for the database if it is unavailable, and registers how to close the part if a later one fails. */
  const fromDatabase = async <T extends { close(graceMs: number): Promise<void> }>(open: () => Promise<T>): Promise<T> => {
    const part = await waiting.until('database', () => open().catch((error: unknown) => Promise.reject(explainLost(error, config))));
    opened.push(() => part.close(0));
    return part;
  };
  const { databaseUrl: url, databasePool: poolSize } = config;
  const metrics = await openMetrics(config.metricsToken !== undefined, log);
  const openOnDatabase = async () => ({
    database: await fromDatabase(() =>
      openDatabase({
        ...{ url, entities, poolSize, patient: isWorker },
        ...{ readSeconds: config.operationSeconds, onStatement: statementsOf(metrics) },
      }),
    ),
    pubsub: await fromDatabase(() => openPostgresPubSub({ url, channels: CHANNELS, log })),
    queue: await fromDatabase(() => openPgBossQueue({ url, log, supervise: isWorker })),
  });
  const openStore = async (): Promise<Storage> => {
    const storage = heldStorage(measuredStorage(openStorage(config.storage), metrics), url, log);
    await waiting.until('storage', () => storage.ready().catch((error: unknown) => Promise.reject(explainNoStore(error, config))));
    return storage;
  };
  try {
    const [{ database, pubsub, queue }, storage] = await Promise.all([openOnDatabase(), openStore()]);
    const health = new DependencyChecks(platformChecks({ database, queue, storage }, config));
    watchPools(metrics, database);
    watchDependencies(metrics, health);
    watchDisk(metrics, isWorker ? 'WORK_DIR' : 'DATA_DIR', isWorker ? config.workDir : config.dataDir);
    return { database, pubsub, queue, storage, metrics, health, close };
  } catch (error) {
    waiting.giveUp();
    await close();
    throw error;
  }
}

/** Measures statements only where somebody reads the metrics. */
const statementsOf = (metrics: Metrics): OnStatement | undefined =>
  metrics === NO_METRICS
    ? undefined
    : (pool, seconds) => metrics.observe('reelwright_database_statement_duration_seconds', { pool }, seconds);

/** Explains an error to the operator when the database became unavailable between two parts; returns every other error unchanged. */
const explainLost = (error: unknown, { databaseUrl }: Config): unknown =>
  !(error instanceof StartError) && isConnectionTrouble(error) ? explainNoDatabase(error, 'DATABASE_URL', databaseUrl) : error;

/** Explains to the operator why the first request to the store failed; returns errors that no setting can fix unchanged. */
function explainNoStore(error: unknown, { storage: { endpoint } }: Config): unknown {
  if (!(error instanceof ReelwrightError)) return error;
  const Reason = error.code === 'UNAVAILABLE' ? AwayError : StartError;
  return new Reason(`S3_ENDPOINT: no usable object store at ${endpoint}. ${error.message}`, { cause: error });
}

/** Milliseconds for closing one part: an unfinished transaction would otherwise block the shutdown. */
const CLOSE_WITHIN_MS = 5_000;

const tooLate = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not closed within ${CLOSE_WITHIN_MS} ms`)), CLOSE_WITHIN_MS).unref();
  });

/** Characters that no bundled font draws. Fonts are read on first use, because most API processes never need them. */
export async function findGlyphs(text: string, language: string): Promise<readonly string[]> {
  const { missingGlyphs } = await import('../platform/media/drawing/fonts/glyph-coverage.ts');
  return missingGlyphs(text, language);
}
