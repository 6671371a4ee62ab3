import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { badInput } from '../../../kernel/errors.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { clockTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import { AccountTokenEntity } from '../identity.entity.ts';

/** Lifetime in seconds of the tokens in emails, by purpose. */
export const ACCOUNT_TOKEN_SECONDS = { VERIFY_EMAIL: 72 * 3_600, RESET_PASSWORD: 3_600 } as const;
export type AccountTokenPurpose = keyof typeof ACCOUNT_TOKEN_SECONDS;

/** Creates a token for an email, in a transaction of the person; only its hash is stored. Deletes the person's expired tokens. */
export async function newAccountToken(em: EntityManager, userId: string, purpose: AccountTokenPurpose): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await em.nativeDelete(AccountTokenEntity, { userId, expiresAt: { $lte: clockTime() } });
  await em.insert(AccountTokenEntity, { hash: tokenHash(token), userId, purpose, expiresAt: clockTime(ACCOUNT_TOKEN_SECONDS[purpose]) });
  return token;
}

/** Opens a scope for the recipient of an email, without any workspace. @throws ReelwrightError BAD_USER_INPUT for an invalid token */
export async function scopeOfToken(scope: Scope, token: string, purpose: AccountTokenPurpose): Promise<{ userId: string; person: Scope }> {
  const [found] = await scope.tx((em) =>
    em.execute<{ user_id: string }[]>('select * from find_account_token(?, ?)', [tokenHash(token), purpose]),
  );
  if (!found) throw spent();
  return { userId: found.user_id, person: scope.as(withoutSession(found.user_id)) };
}

/**
 * Marks the token as used, and with it all unused tokens of this user for the same purpose. Of two concurrent calls with one token, the
 * second fails. @throws ReelwrightError BAD_USER_INPUT
 */
export async function spendAccountToken(em: EntityManager, userId: string, token: string, purpose: AccountTokenPurpose): Promise<void> {
  const valid = { hash: tokenHash(token), purpose, usedAt: null, expiresAt: { $gt: clockTime() } };
  if ((await em.nativeUpdate(AccountTokenEntity, valid, { usedAt: clockTime() })) === 0) throw spent();
  await em.nativeUpdate(AccountTokenEntity, { userId, purpose, usedAt: null }, { usedAt: clockTime() });
}

const spent = () => badInput('input.token', 'This token is invalid, expired or already used. Request a new email.');

/** The recipient of an email as an actor, without session and workspaces. */
export const withoutSession = (userId: string): Actor => ({
  kind: 'user',
  userId,
  sessionId: '00000000-0000-0000-0000-000000000000',
  memberships: new Map(),
  expiresAt: new Date(Date.now() + 60_000),
});
