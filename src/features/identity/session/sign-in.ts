import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, unauthenticated } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { networkOf } from '../../../platform/ratelimit/network.ts';
import type { MutationCall, Mutations } from '../../../platform/mutation/mutations.ts';
import { withoutSession } from '../account/account-token.ts';
import { isOwnPassword } from '../password/own-password.ts';

/** An account before its person is authenticated. */
export interface FoundLogin {
  readonly user_id: string;
  readonly password_hash: string;
}

export interface FoundSignIn extends FoundLogin {
  /** The device or network that is signing in, if it signed in to this account before; else undefined. */
  readonly source: string | undefined;
}

interface FoundRow extends FoundLogin {
  readonly known: 'DEVICE' | 'NETWORK' | null;
}

/** The account of an address, if there is one. */
export async function findLogin(scope: Scope, emailKey: string): Promise<FoundLogin | undefined> {
  const [found] = await scope.tx((em) => em.execute<FoundLogin[]>('select * from find_login(?)', [emailKey]));
  return found;
}

/** The account of an address, and whether the client signed in to it before. One statement for known and unknown addresses. */
export async function findSignIn(scope: Scope, emailKey: string): Promise<FoundSignIn | undefined> {
  const { address, userAgent = null } = scope.client ?? {};
  const network = address === undefined ? null : networkOf(address);
  const [found] = await scope.tx((em) => em.execute<FoundRow[]>('select * from find_sign_in(?, ?, ?)', [emailKey, network, userAgent]));
  if (!found) return undefined;
  const source = found.known === 'DEVICE' ? `${network} ${userAgent}` : found.known === 'NETWORK' ? `${network}` : undefined;
  return { ...found, source };
}

/**
 * Fails when the password was changed while it was verified. The lock makes a later change wait until this session is visible, so that the
 * change ends it.
 */
export async function assertPasswordUnchanged(em: EntityManager, { password_hash: hash }: FoundSignIn): Promise<undefined> {
  if (!(await isOwnPassword(em, hash))) throw wrongLogin();
}

export const wrongLogin = () => unauthenticated('INVALID', 'Wrong email address or password.');

/** Why a sign-in was refused, in the words of the audit log. */
type SignInRefusal = 'UNKNOWN_ACCOUNT' | 'WRONG_PASSWORD' | 'OTP_REQUIRED' | 'WRONG_CODE';

/** Writes a refused sign-in to the audit log of the account that was tried. For an unknown account only its origin is recorded. */
export async function recordRefusedSignIn(
  mutations: Mutations,
  scope: Scope,
  call: MutationCall,
  { userId, refused }: { readonly userId: string | undefined; readonly refused: SignInRefusal },
): Promise<void> {
  const whose = userId === undefined ? scope : scope.as(withoutSession(userId));
  await mutations.recordRefusal(whose, call, { subjectId: userId ?? newId(), refused });
}

/** The refusal that reports an error of the second factor. */
export const refusalOfCode = (error: unknown): SignInRefusal | undefined => {
  if (!(error instanceof ReelwrightError)) return undefined;
  if (error.code === 'OTP_REQUIRED') return 'OTP_REQUIRED';
  return error.code === 'UNAUTHENTICATED' ? 'WRONG_CODE' : undefined;
};
