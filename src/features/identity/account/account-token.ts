import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { badInput } from '../../../kernel/errors.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';

/** Purposes of account tokens and their lifetime. */
export const ACCOUNT_TOKEN_SECONDS = { VERIFY_EMAIL: 72 * 3_600, RESET_PASSWORD: 3_600 } as const;
export type AccountTokenPurpose = keyof typeof ACCOUNT_TOKEN_SECONDS;

/** Creates a token for an email in the person's own transaction; only its hash is stored. Deletes their expired tokens. */
export async function newAccountToken(em: EntityManager, userId: string, purpose: AccountTokenPurpose): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await em.execute('delete from account_tokens where user_id = ? and expires_at <= clock_timestamp()', [userId]);
  await em.execute(
    `insert into account_tokens (hash, user_id, purpose, expires_at) values (?, ?, ?, clock_timestamp() + make_interval(secs => ?))`,
    [tokenHash(token), userId, purpose, ACCOUNT_TOKEN_SECONDS[purpose]],
  );
  return token;
}

/** A scope for the email's recipient, without any workspace. @throws ReelwrightError BAD_USER_INPUT for an invalid token */
export async function scopeOfToken(scope: Scope, token: string, purpose: AccountTokenPurpose): Promise<{ userId: string; person: Scope }> {
  const [found] = await scope.tx((em) =>
    em.execute<{ user_id: string }[]>('select * from find_account_token(?, ?)', [tokenHash(token), purpose]),
  );
  if (!found) throw spent();
  return { userId: found.user_id, person: scope.as(withoutSession(found.user_id)) };
}

/** Consumes the token and all others of the same purpose; of two concurrent calls one is refused. */
export async function spendAccountToken(em: EntityManager, userId: string, token: string, purpose: AccountTokenPurpose): Promise<void> {
  const spentNow = await em.execute<object[]>(
    `update account_tokens set used_at = clock_timestamp()
     where hash = ? and purpose = ? and used_at is null and expires_at > clock_timestamp() returning hash`,
    [tokenHash(token), purpose],
  );
  if (spentNow.length === 0) throw spent();
  await em.execute('update account_tokens set used_at = clock_timestamp() where user_id = ? and purpose = ? and used_at is null', [
    userId,
    purpose,
  ]);
}

const spent = () => badInput('input.token', 'This token is invalid, expired or already used. Request a new email.');

/** The recipient of an email: without session and workspaces. */
export const withoutSession = (userId: string): Actor => ({
  kind: 'user',
  userId,
  sessionId: '00000000-0000-0000-0000-000000000000',
  memberships: new Map(),
  expiresAt: new Date(Date.now() + 60_000),
});
