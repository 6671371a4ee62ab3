import { keyIdOf, userIdOf } from '../kernel/scope.ts';
import type { Scope } from '../platform/database/scope.ts';
import { networkOf } from '../platform/ratelimit/network.ts';
import type { RateLimit, RateLimiter } from '../platform/ratelimit/rate-limiter.ts';
import type { VerbCall, VerbDone, VerbHooks } from '../platform/verb/verbs.ts';
import type { Config } from './config.ts';

type Limits = Config['rateLimits'];

const WINDOW_SECONDS = 60;

/** Which limit of the configuration counts for which verb; the others have only that of the API as a whole. */
const VERBS: Readonly<Record<string, keyof Limits>> = {
  login: 'login',
  loginWithGoogle: 'login',
  changePassword: 'login',
  enableTotp: 'login',
  confirmTotp: 'login',
  disableTotp: 'login',
  startGoogleSignIn: 'register',
  deleteAccount: 'login',
  register: 'register',
  requestPasswordReset: 'mail',
  resetPassword: 'mail',
  requestEmailVerification: 'mail',
  verifyEmail: 'mail',
  inviteMember: 'invite',
  generateVideo: 'generate',
  retryJob: 'generate',
  createUpload: 'upload',
  importAsset: 'upload',
};

/** Permits of these are given back when all went well: only trying does harm. */
const ONLY_FAILURES: ReadonlySet<string> = new Set([
  'login',
  'loginWithGoogle',
  'changePassword',
  'enableTotp',
  'confirmTotp',
  'disableTotp',
]);

/** Counts verbs by who does them and by where from. What is counted stays counted when the verb is refused afterwards. */
export function rateLimits(limiter: RateLimiter, limits: Limits): VerbHooks {
  const limitOf = ({ name }: VerbCall): RateLimit | undefined => {
    const limit = VERBS[name];
    return limit && { name: limit, atMost: limits[limit], windowSeconds: WINDOW_SECONDS };
  };
  return {
    before: [
      async (scope, call) => {
        const limit = limitOf(call);
        if (limit) for (const who of whoIs(scope, call)) await limiter.take(limit, who);
      },
    ],
    within: [
      async (_, scope: Scope, done: VerbDone) => {
        const limit = limitOf(done);
        if (!limit || !ONLY_FAILURES.has(done.name)) return;
        // An account may be tried so often and no more, whoever knows its password; an address serves a whole office.
        const address = addressOf(scope);
        if (address) await limiter.giveBack(limit, address);
      },
    ],
  };
}

/** One count for each: the account that is tried or acts, and the address. */
function whoIs(scope: Scope, { account }: VerbCall): readonly string[] {
  const userId = userIdOf(scope.actor);
  const keyId = keyIdOf(scope.actor);
  const actor = account ? `account ${account}` : userId ? `person ${userId}` : keyId && `key ${keyId}`;
  return [actor, addressOf(scope)].filter((who): who is string => who !== undefined);
}

const addressOf = ({ client }: Scope): string | undefined => client && `address ${networkOf(client.address)}`;
