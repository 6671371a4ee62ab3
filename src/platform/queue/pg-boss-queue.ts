import type { EntityManager } from '@mikro-orm/postgresql';
import { PgBoss, fromKysely } from 'pg-boss';
import type { ConstructorOptions } from 'pg-boss';
import type { Log } from '../../kernel/log.ts';
import { StartError } from '../../kernel/start-error.ts';
import { PgBossBatches } from './pg-boss-batches.ts';
import type { QueueDefinition, MessageHandler, Queue, QueueSettings, SendOptions } from './queue.ts';

const SCHEMA = 'pgboss';
/** Seconds after which pg-boss expires a message. The heartbeat detects dead workers; this only has to be much longer than any step. */
const EXPIRE_SECONDS = 23 * 3_600;
/**
 * Seconds that an ended message is kept. Nobody reads it, and pg-boss counts all rows again and again: 100,000 of them cost a tenth of a
 * processor.
 */
const DELETE_AFTER_SECONDS = 3_600;
/** The minimum that pg-boss's options accept. Its statements read the column, which may have less. */
const LEAST_HEARTBEAT_SECONDS = 10;
/** Seconds between two searches for missing heartbeats. */
const SUPERVISE_SECONDS = 1;
/** Seconds between two deletions of old rows. Each deletes all at once, so there must not be a day's worth. */
const MAINTAIN_SECONDS = 3_600;
/** Seconds between two heartbeats: short enough to tolerate one missed heartbeat during a PostgreSQL restart. */
const BEAT_SECONDS = 3;
/**
 * Milliseconds after an outage before workers are expired. No heartbeat was recorded during the outage, so otherwise every healthy step
 * would restart.
 */
const SETTLE_MS = 8_000;
/**
 * Milliseconds between two checks that mean a suspension of the database or this process. The check runs every second and takes
 * milliseconds.
 */
const LATE_MS = 3_000;
/** Seconds between two polls, for lost notifications; NOTIFY wakes the workers. */
const POLL_SECONDS = 2;

/** pg-boss's errors for a missing or different schema version. */
const NOT_MIGRATED = /pg-boss is not installed|pg-boss database requires migrations/;

export interface PgBossQueueOptions {
  readonly url: string;
  readonly log: Log;
  /** Whether to supervise the queue. Workers do; API processes only send. */
  readonly supervise: boolean;
}

/** Creates or migrates pg-boss's own schema and the queues; needs the owner's URL. */
export async function migrateQueues(ownerUrl: string, queues: readonly QueueSettings[], log: Log): Promise<void> {
  const boss = openBoss({ connectionString: ownerUrl, migrate: true, supervise: false, useListenNotify: false }, log);
  await boss.start();
  try {
    for (const { name, retryLimit, heartbeatSeconds, retryDelay, oneWaitingPerKey } of queues) {
      const options = {
        retryLimit,
        heartbeatSeconds: Math.max(heartbeatSeconds, LEAST_HEARTBEAT_SECONDS),
        expireInSeconds: EXPIRE_SECONDS,
        deleteAfterSeconds: DELETE_AFTER_SECONDS,
        retryDelay: retryDelay?.firstSeconds ?? 0,
        ...(retryDelay ? { retryBackoff: true, retryDelayMax: retryDelay.mostSeconds } : {}),
        notify: true,
      };
      if (await boss.getQueue(name)) await boss.updateQueue(name, options);
      else await boss.createQueue(name, { ...options, policy: oneWaitingPerKey ? 'short' : 'standard' });
      if (heartbeatSeconds < LEAST_HEARTBEAT_SECONDS)
        await boss.getDb().executeSql(`update ${SCHEMA}.queue set heartbeat_seconds = $1 where name = $2`, [heartbeatSeconds, name]);
    }
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** SQL that grants the application role the rights that pg-boss needs at run time; the owner keeps the schema. */
export const queueGrants = (role: string): string => `
  grant usage on schema ${SCHEMA} to ${role};
  grant select, insert, update, delete on all tables in schema ${SCHEMA} to ${role};
  grant execute on all functions in schema ${SCHEMA} to ${role};
  grant usage on all sequences in schema ${SCHEMA} to ${role};`;

export async function openPgBossQueue({ url, log, supervise }: PgBossQueueOptions): Promise<Queue> {
  const boss = openBoss({ connectionString: url, migrate: false, supervise: false, useListenNotify: supervise }, log);
  await boss.start().catch(async (error: unknown) => {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw error instanceof Error && NOT_MIGRATED.test(error.message)
      ? new StartError('The database is not migrated to this version. Run `npm run migrate` once, then start again.', { cause: error })
      : error;
  });
  return new PgBossQueue(boss, new PgBossBatches(boss, url), log, supervise ? startSupervision(boss, log) : () => undefined);
}

/** Searches for expired messages periodically, until the returned function is called. */
function startSupervision(boss: PgBoss, log: Log): () => void {
  let lastSeenAt = performance.now();
  let quietUntil = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  const supervise = async (): Promise<void> => {
    try {
      await boss.isInstalled();
      const now = performance.now();
      if (now - lastSeenAt > LATE_MS) quietUntil = now + SETTLE_MS;
      lastSeenAt = now;
      if (now >= quietUntil) await boss.supervise();
    } catch (error) {
      lastSeenAt = -Infinity;
      log.debug({ event: 'queue_supervision_failed', err: error }, 'failed to check for expired jobs');
    }
    if (timer) timer = setTimeout(() => void supervise(), SUPERVISE_SECONDS * 1_000);
  };
  timer = setTimeout(() => void supervise(), SUPERVISE_SECONDS * 1_000);
  return () => {
    clearTimeout(timer);
    timer = undefined;
  };
}

function openBoss(options: ConstructorOptions, log: Log): PgBoss {
  const boss = new PgBoss({
    schema: SCHEMA,
    createSchema: true,
    schedule: false,
    max: 4,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    maintenanceIntervalSeconds: MAINTAIN_SECONDS,
    application_name: 'reelwright queue',
    ...options,
  });
  boss.on('error', (error) => log.warn({ event: 'queue_error', err: error }, 'pg-boss error; retrying'));
  return boss;
}

class PgBossQueue implements Queue {
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;

  constructor(
    private readonly boss: PgBoss,
    readonly batches: PgBossBatches,
    private readonly log: Log,
    private readonly endLooking: () => void,
  ) {}

  async send<P extends object>(
    em: EntityManager,
    definition: QueueDefinition<P>,
    payload: P,
    { startAfterSeconds, key }: SendOptions = {},
  ): Promise<void> {
    await this.boss.send(definition.name, payload, {
      db: fromKysely(em.getKysely()),
      ...(key === undefined ? {} : { singletonKey: key }),
      ...(startAfterSeconds === undefined ? {} : { startAfter: startAfterSeconds }),
    });
  }

  async work<P extends object>(definition: QueueDefinition<P>, concurrency: number, handler: MessageHandler<P>): Promise<void> {
    // Several work() calls instead of localConcurrency, so that each takes its next message as soon as it is free.
    for (let slot = 0; slot < concurrency; slot += 1) {
      const workerId: string = await this.boss.work<P>(
        definition.name,
        { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS, heartbeatRefreshSeconds: BEAT_SECONDS },
        async ([job]) => {
          if (!job) return;
          const payload = definition.payload.safeParse(job.data);
          const signal = AbortSignal.any([job.signal, this.#closing.signal]);
          if (payload.success) await handler(payload.data, { id: job.id, signal, isLast: job.retryCount >= definition.retryLimit });
          else
            this.log.error({ event: 'payload_dropped', queue: definition.name, jobId: job.id }, 'dropped a payload of an unknown version');
          this.boss.notifyWorker(workerId);
        },
      );
    }
  }

  async isOpen(em: EntityManager, { name }: QueueSettings, deliveryId: string): Promise<boolean> {
    const rows = await em.execute<object[]>(
      `select 1 from ${SCHEMA}.job where name = ? and id = ? and state in ('created', 'retry', 'active')`,
      [name, deliveryId],
    );
    return rows.length > 0;
  }

  countOpen(em: EntityManager, { name }: QueueSettings, key: string): Promise<number> {
    return this.#count(em, name, 'singleton_key = ?', [key]);
  }

  countWithoutPrefix<P extends object>(
    em: EntityManager,
    { name }: QueueDefinition<P>,
    field: keyof P & string,
    prefix: string,
  ): Promise<number> {
    return this.#count(em, name, 'not starts_with(data->>?, ?)', [field, prefix]);
  }

  async #count(em: EntityManager, name: string, condition: string, values: readonly string[]): Promise<number> {
    const [row] = await em.execute<{ open: number }[]>(
      `select count(*)::int as open from ${SCHEMA}.job where name = ? and state in ('created', 'retry', 'active') and ${condition}`,
      [name, ...values],
    );
    return row?.open ?? 0;
  }

  async ping(): Promise<void> {
    if (!(await this.boss.isInstalled())) throw new StartError('The queue is not installed. Run `npm run migrate`.');
  }

  /** A worker closes its queue with a grace period, before the platform closes everything: the first call counts. */
  close(graceMs: number): Promise<void> {
    return (this.#closed ??= this.#close(graceMs));
  }

  async #close(graceMs: number): Promise<void> {
    this.endLooking();
    const abort = setTimeout(() => this.#closing.abort(new Error('shutting down')), graceMs);
    await this.boss.stop({ graceful: true, timeout: graceMs + 5_000 });
    await this.batches.close();
    clearTimeout(abort);
  }
}
