import { ReelwrightError, badInput } from '../../../kernel/errors.ts';
import { currentUser } from '../../../kernel/actor.ts';
import { transactionTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { passwordMatches } from '../../../platform/secrets/password.ts';
import { SessionEntity, UserEntity } from '../identity.entity.ts';
import type { UserRow } from '../identity.entity.ts';
import { ownPasswordHash } from '../password/own-password.ts';

/** Seconds for which a sign-in with an identity provider counts as a confirmation by password. */
const FRESH_SIGN_IN_SECONDS = 10 * 60;

/**
 * Confirms that the person at the session owns the account, before actions that an unattended session must not allow: by the password or,
 * for an account without one, by a sign-in at most ten minutes old. @throws ReelwrightError BAD_USER_INPUT at `input.password`,
 * INVALID_STATE for a session that is too old
 */
export async function reauthenticate(scope: Scope, password: string | null | undefined): Promise<UserRow> {
  const { userId, sessionId } = currentUser(scope);
  const user = await scope.tx((em) => em.findOneOrFail(UserEntity, { id: userId }));
  if (user.passwordSetAt) {
    if (password == null) throw badInput('input.password', 'Enter your password.');
    if (!(await passwordMatches(password, await ownPasswordHash(scope)))) throw badInput('input.password', 'Wrong password.');
    return user;
  }
  const fresh = await scope.tx((em) =>
    em.count(SessionEntity, { id: sessionId, createdAt: { $gt: transactionTime(-FRESH_SIGN_IN_SECONDS) } }),
  );
  if (fresh > 0) return user;
  throw new ReelwrightError(
    'INVALID_STATE',
    `Your account has no password. Sign in again, then repeat this within ${FRESH_SIGN_IN_SECONDS / 60} minutes.`,
  );
}
