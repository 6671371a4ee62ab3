import { openDatabase } from '../platform/database/database.ts';
import type { Database } from '../platform/database/database.ts';
import { openPostgresPubSub } from '../platform/pubsub/postgres-pubsub.ts';
import type { PubSub } from '../platform/pubsub/pubsub.ts';
import { openPgBossQueue } from '../platform/queue/pg-boss-queue.ts';
import type { Queue } from '../platform/queue/queue.ts';
import { openStorage } from '../platform/storage/minio-storage.ts';
import type { Storage } from '../platform/storage/storage.ts';
import { ReelwrightError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { StartError } from '../kernel/start-error.ts';
import type { Config } from './config.ts';
import { entities } from './entities.ts';

/** Channels of NOTIFY that processes listen on. */
const CHANNELS = ['job_events', 'job_stopped', 'session_ended', 'member_changed', 'webhooks_due', 'workspace_events'] as const;

/** What features stand on, opened. */
export interface Platform {
  readonly database: Database;
  readonly pubsub: PubSub;
  readonly queue: Queue;
  readonly storage: Storage;
  /** State of each dependency, for readiness; `ok` or a short word. */
  check(): Promise<Readonly<Record<'database' | 'storage', string>>>;
  close(): Promise<void>;
}

/** Opens everything that both processes need, in order; closes in reverse what was opened when a later part fails. */
export async function openPlatform(config: Config, log: Log, { isWorker }: { isWorker: boolean }): Promise<Platform> {
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).toReversed())
      await Promise.race([end(), tooLate()]).catch((error: unknown) => log.warn({ err: error }, 'did not close cleanly'));
  };
  try {
    const database = await openDatabase({ url: config.databaseUrl, entities, poolSize: config.databasePool });
    opened.push(() => database.close());
    const pubsub = await openPostgresPubSub({ url: config.databaseUrl, channels: CHANNELS, log });
    opened.push(() => pubsub.close());
    const queue = await openPgBossQueue({ url: config.databaseUrl, log, supervise: isWorker });
    opened.push(() => queue.close(0));
    const storage = openStorage(config.storage);
    await storage.ready().catch((error: unknown) => {
      throw explainNoStore(error, config.storage.endpoint);
    });
    return { database, pubsub, queue, storage, check: () => check(database, storage), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Why the first question to the store failed, for the operator; what no setting can mend is passed on. */
function explainNoStore(error: unknown, endpoint: string): unknown {
  return error instanceof ReelwrightError
    ? new StartError(`S3_ENDPOINT: no store for us at ${endpoint}. ${error.message}`, { cause: error })
    : error;
}

async function check(database: Database, storage: Storage): Promise<Readonly<Record<'database' | 'storage', string>>> {
  const stateOf = (answer: Promise<void>): Promise<string> =>
    answer.then(
      () => 'ok',
      () => 'unavailable',
    );
  const within = AbortSignal.timeout(CHECK_WITHIN_MS);
  const late = new Promise<void>((_, reject) => within.addEventListener('abort', () => reject(new Error('too slow')), { once: true }));
  const [databaseState, storageState] = await Promise.all([
    stateOf(Promise.race([database.ping(), late])),
    stateOf(Promise.race([storage.ready(within), late])),
  ]);
  return { database: databaseState, storage: storageState };
}

const CHECK_WITHIN_MS = 3_000;

/** For what one part may take to close: a transaction that nobody ended would hold up the end for ever. */
const CLOSE_WITHIN_MS = 5_000;

const tooLate = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not closed within ${CLOSE_WITHIN_MS} ms`)), CLOSE_WITHIN_MS).unref();
  });
