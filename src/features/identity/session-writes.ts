import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../kernel/id.ts';
import type { Client } from '../../platform/database/scope.ts';
import { networkOf } from '../../platform/ratelimit/network.ts';

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

/**
 * Remembers where a person proved their address from, as a session that has ended already: a sign-in from there has a budget of its own,
 * which strangers cannot use up.
 */
export async function rememberNetwork(em: EntityManager, userId: string, client: Client | undefined): Promise<void> {
  if (!client) return;
  const { address, userAgent } = client;
  await em.execute(
    `insert into sessions (id, user_id, expires_at, revoked_at, address, user_agent, network) values (?, ?, now(), now(), ?, ?, ?)`,
    [newId(), userId, address, userAgent ?? null, networkOf(address)],
  );
}
