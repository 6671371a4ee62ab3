import type { EntityManager } from '@mikro-orm/postgresql';

/** Ends a person's sessions, all or all but one, in the transaction of `em`; their sockets are closed when it commits. */
export async function endSessions(em: EntityManager, userId: string, except?: string): Promise<number> {
  const ended = await em.execute<{ id: string }[]>(
    `update sessions set revoked_at = now() where user_id = ? and id is distinct from ?::uuid and revoked_at is null returning id`,
    [userId, except ?? null],
  );
  for (const { id } of ended) await announceEnd(em, id);
  return ended.length;
}

/** Wakes every API process, so that sockets of the session are closed wherever they are. */
export const announceEnd = (em: EntityManager, sessionId: string): Promise<unknown> =>
  em.execute(`select pg_notify('session_ended', ?)`, [sessionId]);
