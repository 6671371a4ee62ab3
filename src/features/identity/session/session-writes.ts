import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { ReelwrightError } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import { transactionTime } from '../../../platform/database/database-time.ts';
import type { ClientInfo } from '../../../platform/database/scope.ts';
import { notify } from '../../../platform/database/notify.ts';
import { networkOf } from '../../../platform/ratelimit/network.ts';
import { SessionEntity } from '../identity.entity.ts';

/** Ends a person's sessions, all or all but one, in the transaction of `em`; their sockets are closed at commit. */
export async function endSessions(em: EntityManager, userId: string, except?: string): Promise<number> {
  const ended = await em
    .getKysely<InferKyselyDB<typeof SessionEntity>>()
    .updateTable('sessions')
    .set({ revoked_at: sql`now()` })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .$if(except !== undefined, (sessions) => sessions.where('id', '<>', except ?? ''))
    .returning('id')
    .execute();
  for (const { id } of ended) await announceEnd(em, id);
  return ended.length;
}

/** Creates a session of the acting person; the caller flushes. @throws ReelwrightError FORBIDDEN when they are suspended */
export async function createSession(
  em: EntityManager,
  session: { readonly id: string; readonly userId: string; readonly expiresAt: Date },
  { address, userAgent }: Partial<ClientInfo> = {},
): Promise<void> {
  const [row] = await em.execute<{ suspended: boolean }[]>('select is_suspended() as suspended');
  if (row?.suspended) throw new ReelwrightError('FORBIDDEN', 'This account is suspended. Ask the operator of the installation.');
  em.create(SessionEntity, { ...session, address, userAgent, network: address === undefined ? null : networkOf(address) });
}

/** Notifies every API process to close the session's sockets. */
export const announceEnd = (em: EntityManager, sessionId: string): Promise<void> => notify(em, 'session_ended', sessionId);

/**
 * Remembers the network from which a person proved their address, as a session that has already ended: later sign-ins from there have a
 * budget of their own, which strangers cannot use up.
 */
export async function rememberNetwork(em: EntityManager, userId: string, client: ClientInfo | undefined): Promise<void> {
  if (!client) return;
  const { address, userAgent } = client;
  const ended = { expiresAt: transactionTime(), revokedAt: transactionTime() };
  await em.insert(SessionEntity, { id: newId(), userId, ...ended, address, userAgent, network: networkOf(address) });
}
