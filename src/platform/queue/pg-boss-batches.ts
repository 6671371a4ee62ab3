import type { Db, PgBoss } from 'pg-boss';
import type { RunStatement } from '../database/prepared-transactions.ts';
import type { QueueBatches, QueueDefinition, QueueSettings, TakenMessage } from './queue.ts';

/** pg-boss's statements in transactions of the caller. */
export class PgBossBatches implements QueueBatches {
  constructor(private readonly boss: PgBoss) {}

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
    // Documented, and missing in the declared type.
    const count = async (some: readonly TakenMessage<object>[]): Promise<number> =>
      ((await this.boss.touch(name, claims(some))) as { affected: number }).affected;
    if ((await count(messages)) === messages.length) return [];
    // pg-boss returns only the number.
    const counts = await Promise.all(messages.map((one) => count([one])));
    return messages.filter((_, index) => counts[index] === 0);
  }
}

const runner = (run: RunStatement): Db => ({ executeSql: async (text, values) => ({ rows: await run(text, values) }) });

const claims = (messages: readonly TakenMessage<object>[]): { id: string; retryCount: number }[] =>
  messages.map(({ id, retryCount }) => ({ id, retryCount }));
