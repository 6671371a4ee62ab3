import { keyIdOf, userIdOf } from '../kernel/scope.ts';
import type { Scope } from '../platform/database/scope.ts';
import { networkOf } from '../platform/ratelimit/network.ts';
import type { RateLimit, RateLimiter } from '../platform/ratelimit/rate-limiter.ts';
import type { VerbCall, VerbDone, VerbHooks } from '../platform/verb/verbs.ts';
import type { Config } from './config.ts';

type Limits = Config['rateLimits'];

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
/** Of the minute's limit: what makes us write to people is also counted by the day, since a minute's worth of it each minute is a flood. */
const MINUTES_OF_EMAIL_A_DAY = 10;
/** Of the minute's limit, in an hour: wrong passwords for one account from places that never signed in to it. */
const MINUTES_OF_STRANGERS_AN_HOUR = 10;

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

/** Permits of the address are given back when all went well: only trying does harm. */
const ONLY_FAILURES: ReadonlySet<string> = new Set([
  'login',
  'loginWithGoogle',
  'changePassword',
  'enableTotp',
  'confirmTotp',
  'disableTotp',
]);

interface Bucket {
  readonly limit: RateLimit;
  readonly who: string;
  /** Its permit is given back when all went well. */
  readonly onlyFailures?: boolean;
}

/** Counts verbs by who does them and by where from. What is counted stays counted when the verb is refused afterwards. */
export function rateLimits(limiter: RateLimiter, limits: Limits): VerbHooks {
  return {
    before: [
      async (scope, call) => {
        for (const { limit, who } of bucketsOf(limits, scope, call)) await limiter.take(limit, who);
      },
    ],
    within: [
      async (_, scope: Scope, done: VerbDone) => {
        if (done.refused !== undefined) return;
        for (const { limit, who, onlyFailures } of bucketsOf(limits, scope, done)) if (onlyFailures) await limiter.giveBack(limit, who);
      },
    ],
  };
}

/** One count for each: the account that is tried or acts, the workspace that is written for, and the address. */
function bucketsOf(limits: Limits, scope: Scope, call: VerbCall): readonly Bucket[] {
  const name = VERBS[call.name];
  if (!name) return [];
  if (call.name === 'login') return loginBuckets(limits.login, scope, call);
  const buckets: Bucket[] = [];
  const count = (limit: keyof Limits, who: string | undefined): void => {
    if (who === undefined) return;
    buckets.push({ limit: { name: limit, atMost: limits[limit], windowSeconds: MINUTE_SECONDS }, who });
    const aDay = { name: limit, atMost: limits[limit] * MINUTES_OF_EMAIL_A_DAY, windowSeconds: DAY_SECONDS };
    if (limit === 'mail' || limit === 'invite') buckets.push({ limit: aDay, who });
  };
  // Registering writes to an address whose owner has not asked for it.
  count(call.name === 'register' ? 'mail' : name, actorOf(scope, call));
  if (name === 'invite' && call.workspaceId !== undefined) count('invite', `workspace ${call.workspaceId}`);
  const address = addressOf(scope);
  // An account may be tried so often and no more, whoever knows its password; an address serves a whole office.
  const limit = { name, atMost: limits[name], windowSeconds: MINUTE_SECONDS };
  if (address !== undefined) buckets.push({ limit, who: address, onlyFailures: ONLY_FAILURES.has(call.name) });
  return buckets;
}

/**
 * Failed sign-ins alone. A device or network that signed in to the account before has a budget that strangers cannot use up; they share
 * one of each network, and one of the account that is larger and lasts longer. Nobody is locked out beyond the end of a window.
 */
function loginBuckets(atMost: number, scope: Scope, { account, source }: VerbCall): readonly Bucket[] {
  const aMinute = { name: 'login', atMost, windowSeconds: MINUTE_SECONDS };
  if (source !== undefined) return [{ limit: aMinute, who: `account ${account} from ${source}`, onlyFailures: true }];
  const address = addressOf(scope);
  const ofStrangers = { name: 'login', atMost: atMost * MINUTES_OF_STRANGERS_AN_HOUR, windowSeconds: HOUR_SECONDS };
  return [
    ...(address === undefined ? [] : [{ limit: aMinute, who: address, onlyFailures: true }]),
    { limit: ofStrangers, who: `account ${account}`, onlyFailures: true },
  ];
}

function actorOf({ actor }: Scope, { account }: VerbCall): string | undefined {
  if (account !== undefined) return `account ${account}`;
  const [userId, keyId] = [userIdOf(actor), keyIdOf(actor)];
  return userId ? `person ${userId}` : keyId && `key ${keyId}`;
}

const addressOf = ({ client }: Scope): string | undefined => client && `address ${networkOf(client.address)}`;
