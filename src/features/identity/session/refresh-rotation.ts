import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { transactionTime } from '../../../platform/database/database-time.ts';
import type { ClientInfo } from '../../../platform/database/scope.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import { RefreshTokenEntity, SessionEntity } from '../identity.entity.ts';
import { announceEnd } from './session-writes.ts';
import { REFRESH_GRACE_SECONDS, REFRESH_SECONDS } from './tokens.ts';
import type { Tokens } from './tokens.ts';

/** REPLAYED: a used token came again after the grace period, and its session was ended. REVOKED: the session had ended before. */
export type RefreshRefusal = 'EXPIRED' | 'REVOKED' | 'REPLAYED';

export interface Rotated {
  readonly successor: string;
  /** Whether the token had been exchanged before, within the grace period. */
  readonly repeated: boolean;
}

interface PresentedToken {
  readonly userId: string;
  readonly sessionId: string;
  readonly token: string;
  readonly hash: string;
  readonly client: ClientInfo | undefined;
}

/** Exchanges a refresh token in one transaction. Refusals are returned instead of thrown, because their writes must be committed. */
export async function rotateRefreshToken(
  em: EntityManager,
  tokens: Tokens,
  { userId, sessionId, token, hash, client }: PresentedToken,
): Promise<Rotated | RefreshRefusal> {
  const state = await lockToken(em, hash);
  if (!state || state.revoked) return 'REVOKED';
  if (!state.alive) return 'EXPIRED';
  if (state.used && state.in_grace) return { successor: await givenSuccessor(em, tokens, token), repeated: true };
  if (state.used) {
    await em.nativeUpdate(SessionEntity, { id: sessionId }, { revokedAt: transactionTime() });
    await announceEnd(em, sessionId);
    return 'REPLAYED';
  }
  const successor = tokens.nextRefresh(token);
  await em.nativeUpdate(RefreshTokenEntity, { hash }, { usedAt: transactionTime() });
  await em.insert(RefreshTokenEntity, { hash: tokenHash(successor), sessionId, userId });
  const { address, userAgent } = client ?? {};
  await em.nativeUpdate(
    SessionEntity,
    { id: sessionId },
    {
      ...{ expiresAt: transactionTime(REFRESH_SECONDS), lastUsedAt: transactionTime() },
      ...(address === undefined ? {} : { address }),
      ...(userAgent === undefined ? {} : { userAgent }),
    },
  );
  return { successor, repeated: false };
}

/** Reads the state of the token by the clock of the database. Locks token and session against a concurrent use. */
const lockToken = (em: EntityManager, hash: string) =>
  em
    .getKysely<InferKyselyDB<typeof RefreshTokenEntity | typeof SessionEntity>>()
    .selectFrom('refresh_tokens as t')
    .innerJoin('sessions as s', 's.id', 't.session_id')
    .where('t.hash', '=', hash)
    .select([
      sql<boolean>`s.expires_at > now()`.as('alive'),
      sql<boolean>`s.revoked_at is not null`.as('revoked'),
      sql<boolean>`t.used_at is not null`.as('used'),
      sql<boolean>`coalesce(t.used_at > now() - make_interval(secs => ${REFRESH_GRACE_SECONDS}), false)`.as('in_grace'),
    ])
    .forUpdate()
    .executeTakeFirst();

/** The successor that a used token received: derived by the current key, or by the previous one after a change of keys. */
async function givenSuccessor(em: EntityManager, tokens: Tokens, token: string): Promise<string> {
  const [current, previous = current] = [tokens.nextRefresh(token), tokens.nextRefreshByPrevious(token)];
  const kept = await em.count(RefreshTokenEntity, { hash: tokenHash(current) });
  return kept > 0 ? current : previous;
}
