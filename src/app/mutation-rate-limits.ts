import { keyIdOf, userIdOf } from '../kernel/actor.ts';
import type { Scope } from '../platform/database/scope.ts';
import type { MutationCall, MutationDone, MutationHooks } from '../platform/mutation/mutations.ts';
import { networkOf } from '../platform/ratelimit/network.ts';
import { RATE_LIMITS } from '../platform/ratelimit/rate-limit-settings.ts';
import type { MutationRateLimit, RateLimitSetting } from '../platform/ratelimit/rate-limit-settings.ts';
import type { RateLimit, RateLimiter } from '../platform/ratelimit/rate-limiter.ts';
import type { Config } from './config.ts';

type Limits = Config['rateLimits'];

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

interface Bucket {
  readonly limit: RateLimit;
  readonly who: string;
  /** Whether a successful call gives its permit back. */
  readonly onlyFailures?: boolean;
}

/** Counts mutations per actor and per IP address, as their definitions say. A count is kept when the mutation is refused afterwards. */
export function mutationRateLimits(limiter: RateLimiter, limits: Limits): MutationHooks {
  return {
    beforeRun: [(scope, call) => limiter.takeInTurn(bucketsOf(limits, scope, call))],
    inTransaction: [
      async (_, scope: Scope, done: MutationDone) => {
        if (done.refused !== undefined) return;
        for (const { limit, who, onlyFailures } of bucketsOf(limits, scope, done)) if (onlyFailures) await limiter.giveBack(limit, who);
      },
    ],
  };
}

/** The buckets that a call is counted in: those of the account or actor, of the workspace that is written for, and of the address. */
function bucketsOf(limits: Limits, scope: Scope, call: MutationCall): readonly Bucket[] {
  const { rateLimit: name, accountRateLimit = name, countsFailuresOnly, knowsSources } = call.mutation;
  if (!name || !accountRateLimit) return [];
  if (knowsSources) return bucketsBySource(name, limits[name], scope, call);
  const perWorkspace = settingOf(name).countsWorkspace && call.workspaceId !== undefined;
  const address = addressOf(scope);
  return [
    ...lastingBuckets(accountRateLimit, limits, actorOf(scope, call)),
    ...(perWorkspace ? lastingBuckets(name, limits, `workspace ${call.workspaceId}`) : []),
    // A successful attempt is refunded for the address, which may serve a whole office, but not for the account.
    ...(address === undefined ? [] : [{ limit: aMinute(name, limits), who: address, onlyFailures: countsFailuresOnly === true }]),
  ];
}

const settingOf = (name: MutationRateLimit): RateLimitSetting => RATE_LIMITS[name];

const aMinute = (name: MutationRateLimit, limits: Limits): RateLimit => ({ name, atMost: limits[name], windowSeconds: MINUTE_SECONDS });

/** Buckets of the actor: one for the minute and, where the limit has one, one for the day. */
function lastingBuckets(name: MutationRateLimit, limits: Limits, who: string | undefined): readonly Bucket[] {
  if (who === undefined) return [];
  const { timesADay } = settingOf(name);
  const aDay = timesADay === undefined ? [] : [{ name, atMost: limits[name] * timesADay, windowSeconds: DAY_SECONDS }];
  return [aMinute(name, limits), ...aDay].map((limit) => ({ limit, who }));
}

/**
 * Buckets of mutations that count only failed sign-ins. A device or network that signed in to the account before has a budget that
 * strangers cannot use up. All others share one budget per network, and one of the account that is larger and lasts longer. Nobody is
 * locked out beyond the end of a window.
 */
function bucketsBySource(name: MutationRateLimit, atMost: number, scope: Scope, { account, source }: MutationCall): readonly Bucket[] {
  const limit = { name, atMost, windowSeconds: MINUTE_SECONDS };
  if (source !== undefined) return [{ limit, who: `account ${account} from ${source}`, onlyFailures: true }];
  const address = addressOf(scope);
  const ofStrangers = { name, atMost: atMost * (settingOf(name).timesAnHour ?? 1), windowSeconds: HOUR_SECONDS };
  return [
    ...(address === undefined ? [] : [{ limit, who: address, onlyFailures: true }]),
    { limit: ofStrangers, who: `account ${account}`, onlyFailures: true },
  ];
}

function actorOf({ actor }: Scope, { account }: MutationCall): string | undefined {
  if (account !== undefined) return `account ${account}`;
  if (actor.kind === 'reviewer') return `reviewer ${actor.sessionId}`;
  const [userId, keyId] = [userIdOf(actor), keyIdOf(actor)];
  return userId ? `person ${userId}` : keyId && `key ${keyId}`;
}

const addressOf = ({ client }: Scope): string | undefined => client && `address ${networkOf(client.address)}`;
