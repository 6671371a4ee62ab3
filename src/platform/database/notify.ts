import type { EntityManager } from '@mikro-orm/postgresql';

/** Notifies the listeners of all processes when the transaction commits. */
export const notify = async (em: EntityManager, channel: string, payload: string): Promise<void> =>
  void (await em.execute('select pg_notify(?, ?)', [channel, payload]));
