import { Pool } from 'pg';
import type { Db, PgBoss } from 'pg-boss';
import type { RunStatement } from '../database/prepared-transactions.ts';
import type { QueueBatches, QueueDefinition, QueueSettings, TakenMessage } from './queue.ts';

/**
 * Milliseconds. A heartbeat without an answer is abandoned with its connection, which may be broken without an error, for example after the
 * suspension of a virtual machine. Two attempts fit into the shortest limit of a queue, 8 s.
 */
const ANSWER_MS = 2_500;

/** Runs pg-boss's statements in transactions of the caller. */
export class PgBossBatches implements QueueBatches {
  /** Connections for heartbeats only, so that no slow statement delays them. Connected only while messages are held. */
  readonly #pool: Pool;
  readonly #heartbeats: Db;

  constructor(
    private readonly boss: PgBoss,
    url: string,
  ) {
    const pool = new Pool({
      connectionString: url,
      max: 1,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      application_name: 'reelwright heartbeats',
    });
    // A broken idle connection leaves the pool, and the next heartbeat opens another one.
    pool.on('error', () => undefined);
    this.#pool = pool;
    this.#heartbeats = { executeSql: (text, values) => pool.query(text, values) };
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async send<P extends object>(run: RunStatement, { name }: QueueDefinition<P>, payloads: readonly P[]): Promise<void> {
    if (payloads.length === 0) return;
    await this.boss.insert(
      name,
      payloads.map((data) => ({ data })),
      { db: runner(run) },
    );
  }

  async take<P extends object>(
    run: RunStatement,
    { name, payload }: QueueDefinition<P>,
    count: number,
  ): Promise<readonly TakenMessage<P>[]> {
    const jobs = await this.boss.fetch<P>(name, { batchSize: count, db: runner(run) });
    return jobs.map(({ id, retryCount, data }) => ({ id, retryCount, payload: payload.safeParse(data).data }));
  }

  async end(run: RunStatement, { name }: QueueSettings, messages: readonly TakenMessage<object>[]): Promise<void> {
    if (messages.length > 0) await this.boss.complete(name, claims(messages), undefined, { db: runner(run) });
  }

  async heartbeat({ name }: QueueSettings, messages: readonly TakenMessage<object>[]): Promise<readonly TakenMessage<object>[]> {
    if (messages.length === 0) return [];
    // The result is documented, but missing in the declared type.
    const count = async (some: readonly TakenMessage<object>[]): Promise<number> =>
      ((await this.boss.touch(name, claims(some), { db: this.#heartbeats })) as { affected: number }).affected;
    if ((await count(messages)) === messages.length) return [];
    // pg-boss returns only the number of affected messages.
    const lost: TakenMessage<object>[] = [];
    for (const one of messages) if ((await count([one])) === 0) lost.push(one);
    return lost;
  }
}

const runner = (run: RunStatement): Db => ({ executeSql: async (text, values) => ({ rows: await run(text, values) }) });

const claims = (messages: readonly TakenMessage<object>[]): { id: string; retryCount: number }[] =>
  messages.map(({ id, retryCount }) => ({ id, retryCount }));
