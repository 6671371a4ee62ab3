import type { EntityManager } from '@mikro-orm/postgresql';
import type { ClientInfo } from '../../../platform/database/scope.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import { announceEnd } from './session-writes.ts';
import { REFRESH_GRACE_SECONDS, REFRESH_SECONDS } from './tokens.ts';
import type { Tokens } from './tokens.ts';

/** REPLAYED: a used token came back after the grace period; its session has ended now. REVOKED: the session had ended before. */
export type RefreshRefusal = 'EXPIRED' | 'REVOKED' | 'REPLAYED';

export interface Rotated {
  readonly successor: string;
  /** The same answer as before, within the grace period. */
  readonly repeated: boolean;
}

interface PresentedToken {
  readonly userId: string;
  readonly sessionId: string;
  readonly token: string;
  readonly hash: string;
  readonly client: ClientInfo | undefined;
}

/** Decides and writes in one transaction; refusals are returned as a verdict, because their writes must be committed. */
export async function rotateRefreshToken(
  em: EntityManager,
  tokens: Tokens,
  { userId, sessionId, token, hash, client }: PresentedToken,
): Promise<Rotated | RefreshRefusal> {
  const [state] = await em.execute<{ alive: boolean; revoked: boolean; used: boolean; in_grace: boolean }[]>(
    `select s.expires_at > now() as alive, s.revoked_at is not null as revoked, t.used_at is not null as used,
       coalesce(t.used_at > now() - make_interval(secs => ?), false) as in_grace
     from refresh_tokens t join sessions s on s.id = t.session_id where t.hash = ? for update`,
    [REFRESH_GRACE_SECONDS, hash],
  );
  if (!state || state.revoked) return 'REVOKED';
  if (!state.alive) return 'EXPIRED';
  if (state.used && state.in_grace) return { successor: await givenSuccessor(em, tokens, token), repeated: true };
  if (state.used) {
    await em.execute('update sessions set revoked_at = now() where id = ?', [sessionId]);
    await announceEnd(em, sessionId);
    return 'REPLAYED';
  }
  const successor = tokens.nextRefresh(token);
  await em.execute('update refresh_tokens set used_at = now() where hash = ?', [hash]);
  await em.execute('insert into refresh_tokens (hash, session_id, user_id) values (?, ?, ?)', [tokenHash(successor), sessionId, userId]);
  await em.execute(
    `update sessions set expires_at = now() + make_interval(secs => ?), last_used_at = now(), address = coalesce(?, address),
       user_agent = coalesce(?, user_agent) where id = ?`,
    [REFRESH_SECONDS, client?.address ?? null, client?.userAgent ?? null, sessionId],
  );
  return { successor, repeated: false };
}

/** The successor of a used token: by the current key, or by the previous one after a key change. */
async function givenSuccessor(em: EntityManager, tokens: Tokens, token: string): Promise<string> {
  const [current, previous = current] = [tokens.nextRefresh(token), tokens.nextRefreshByPrevious(token)];
  const kept = await em.execute<object[]>('select hash from refresh_tokens where hash = ?', [tokenHash(current)]);
  return kept.length > 0 ? current : previous;
}
