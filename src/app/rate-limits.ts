import { keyIdOf, userIdOf } from '../kernel/actor.ts';
import type { Scope } from '../platform/database/scope.ts';
import { networkOf } from '../platform/ratelimit/network.ts';
import type { RateLimit, RateLimiter } from '../platform/ratelimit/rate-limiter.ts';
import type { MutationCall, MutationDone, MutationHooks } from '../platform/mutation/mutations.ts';
import type { Config } from './config.ts';

type Limits = Config['rateLimits'];

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
/** Of the minute's limit: what makes us write to people is also counted by the day, since a minute's worth of it each minute is a flood. */
const MINUTES_OF_EMAIL_A_DAY = 10;
/** Of the minute's limit, in an hour: wrong passwords for one account from places that never signed in to it. */
const MINUTES_OF_STRANGERS_AN_HOUR = 10;

interface Bucket {
  readonly limit: RateLimit;
  readonly who: string;
  /** Its permit is given back when all went well. */
  readonly onlyFailures?: boolean;
}

/** Counts mutations per actor and per IP address. A count is kept when the mutation is refused afterwards. */
export function rateLimits(limiter: RateLimiter, limits: Limits): MutationHooks {
  return {
    beforeRun: [
      async (scope, call) => {
        for (const { limit, who } of bucketsOf(limits, scope, call)) await limiter.take(limit, who);
      },
    ],
    inTransaction: [
      async (_, scope: Scope, done: MutationDone) => {
        if (done.refused !== undefined) return;
        for (const { limit, who, onlyFailures } of bucketsOf(limits, scope, done)) if (onlyFailures) await limiter.giveBack(limit, who);
      },
    ],
  };
}

/** One count for each: the account that is tried or acts, the workspace that is written for, and the address. */
function bucketsOf(limits: Limits, scope: Scope, call: MutationCall): readonly Bucket[] {
  const { mutation } = call;
  const name = mutation.rateLimit;
  if (!name) return [];
  if (mutation.name === 'login') return loginBuckets(limits.login, scope, call);
  const buckets: Bucket[] = [];
  const count = (limit: keyof Limits, who: string | undefined): void => {
    if (who === undefined) return;
    buckets.push({ limit: { name: limit, atMost: limits[limit], windowSeconds: MINUTE_SECONDS }, who });
    const aDay = { name: limit, atMost: limits[limit] * MINUTES_OF_EMAIL_A_DAY, windowSeconds: DAY_SECONDS };
    if (limit === 'mail' || limit === 'invite') buckets.push({ limit: aDay, who });
  };
  // Registering writes to an address whose owner has not asked for it.
  count(mutation.name === 'register' ? 'mail' : name, actorOf(scope, call));
  if (name === 'invite' && call.workspaceId !== undefined) count('invite', `workspace ${call.workspaceId}`);
  const address = addressOf(scope);
  // A successful attempt is refunded for the address, which may serve a whole office, but not for the account.
  const limit = { name, atMost: limits[name], windowSeconds: MINUTE_SECONDS };
  if (address !== undefined) buckets.push({ limit, who: address, onlyFailures: mutation.countsFailuresOnly === true });
  return buckets;
}

/**
 * Failed sign-ins alone. A device or network that signed in to the account before has a budget that strangers cannot use up; they share
 * one of each network, and one of the account that is larger and lasts longer. Nobody is locked out beyond the end of a window.
 */
function loginBuckets(atMost: number, scope: Scope, { account, source }: MutationCall): readonly Bucket[] {
  const aMinute = { name: 'login', atMost, windowSeconds: MINUTE_SECONDS };
  if (source !== undefined) return [{ limit: aMinute, who: `account ${account} from ${source}`, onlyFailures: true }];
  const address = addressOf(scope);
  const ofStrangers = { name: 'login', atMost: atMost * MINUTES_OF_STRANGERS_AN_HOUR, windowSeconds: HOUR_SECONDS };
  return [
    ...(address === undefined ? [] : [{ limit: aMinute, who: address, onlyFailures: true }]),
    { limit: ofStrangers, who: `account ${account}`, onlyFailures: true },
  ];
}

function actorOf({ actor }: Scope, { account }: MutationCall): string | undefined {
  if (account !== undefined) return `account ${account}`;
  const [userId, keyId] = [userIdOf(actor), keyIdOf(actor)];
  return userId ? `person ${userId}` : keyId && `key ${keyId}`;
}

const addressOf = ({ client }: Scope): string | undefined => client && `address ${networkOf(client.address)}`;
