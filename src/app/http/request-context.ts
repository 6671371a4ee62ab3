import type { IncomingMessage } from 'node:http';
import proxyAddress from 'proxy-addr';
import { ReelwrightError, unauthenticated } from '../../kernel/errors.ts';
import type { UnauthenticatedReason } from '../../kernel/errors.ts';
import { Deadline } from '../../kernel/deadline.ts';
import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import { keyIdOf, userIdOf } from '../../kernel/actor.ts';
import type { Actor, ConnectedActor } from '../../kernel/actor.ts';
import type { Bearer, IdentityService } from '../../features/identity/session/identity.service.ts';
import { isApiKey } from '../../features/workspaces/api-keys/api-key.service.ts';
import type { ApiKeyService } from '../../features/workspaces/api-keys/api-key.service.ts';
import { isReviewToken } from '../../features/reviews/sessions/review-session.service.ts';
import type { ReviewSessionService } from '../../features/reviews/sessions/review-session.service.ts';
import type { Database } from '../../platform/database/database.ts';
import type { ClientInfo, Scope } from '../../platform/database/scope.ts';
import { networkOf } from '../../platform/ratelimit/network.ts';
import { rateLimited } from '../../platform/ratelimit/rate-limiter.ts';
import type { RateLimit, RateLimiter } from '../../platform/ratelimit/rate-limiter.ts';
import { TokenBucket } from '../../platform/ratelimit/token-bucket.ts';
import type { Budget } from '../../platform/ratelimit/token-bucket.ts';
import type { Config } from '../config.ts';
import { proxyWarning } from './proxy-warning.ts';
import type { Class, Context, ContextDetails } from '../../platform/graphql/context.ts';
import { idsOf } from '../../platform/graphql/ended-operation.ts';
import type { CallerIds } from '../../platform/graphql/ended-operation.ts';

/** A session, an API key or the session of a reviewer. */
type Credential = { readonly kind: 'user' | 'reviewer'; readonly sessionId: string } | { readonly kind: 'key'; readonly keyId: string };

export interface RequestContexts {
  /**
   * Identifies the caller of an HTTP request. An invalid token makes it anonymous with a reason, so that a refresh sent with an expired
   * token works.
   */
  ofRequest(request: IncomingMessage, requestId: string, signal: AbortSignal): Promise<Context>;
  of(actor: Actor, requestId: string, signal: AbortSignal, more?: ContextDetails): Context;
  /** The client's address behind the number of trusted proxies in TRUST_PROXY. */
  clientOf(request: IncomingMessage): ClientInfo;
  /** Counts one operation of this actor and address. Returns what is left of their limits. @throws ReelwrightError RATE_LIMITED */
  meter(actor: Actor, client: ClientInfo | undefined): Promise<Budget | undefined>;
  /** The caller of a request that `ofRequest` has refused, as far as they are known. */
  callerOf(request: IncomingMessage): CallerIds | undefined;
  /** The user whom an access token names by its signature; its session may have ended. */
  userOf(authorization: string): string | undefined;
  /** Identifies the caller of `connection_init`, which requires a valid token or key. @throws ReelwrightError UNAUTHENTICATED */
  authenticate(authorization: string): Promise<ConnectedActor>;
  /**
   * The caller with current rights. @throws ReelwrightError UNAUTHENTICATED when the session has ended or the key is no longer valid.
   */
  revalidate(caller: Credential): Promise<ConnectedActor>;
}

export interface RequestContextOptions {
  readonly database: Database;
  readonly identity: IdentityService;
  readonly apiKeys: ApiKeyService;
  readonly reviewSessions: ReviewSessionService;
  readonly limiter: RateLimiter;
  readonly instance: <T>(resolver: Class<T>) => T;
  readonly config: Pick<Config, 'production' | 'rateLimits' | 'trustedProxies' | 'operationSeconds'>;
  readonly log: Log;
}

export function requestContexts(options: RequestContextOptions): RequestContexts {
  const { database, identity, apiKeys, reviewSessions, limiter, instance, config, log } = options;
  const of: RequestContexts['of'] = (actor, requestId, signal, { client, budget, deadline } = {}) => ({
    scope: database.scope({ actor, requestId, client, signal, deadline }),
    instance,
    budget,
  });
  const asking = (): Scope => database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal: AbortSignal.timeout(10_000) });
  const authenticate = async (authorization: string): Promise<ConnectedActor> => {
    const token = tokenIn(authorization);
    if (isReviewToken(token)) return reviewSessions.authenticate(asking(), token);
    return isApiKey(token) ? apiKeys.authenticate(asking(), token) : identity.authenticate(asking(), token);
  };
  const warnOfProxy = proxyWarning(config, log);
  const clientOf = (request: IncomingMessage): ClientInfo => {
    warnOfProxy(request);
    return {
      address: proxyAddress(request, (_, hop) => hop < config.trustedProxies),
      userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT_LENGTH),
    };
  };
  const meter = meterOf(limiter, config.rateLimits.api);
  const refused = new WeakMap<IncomingMessage, CallerIds>();
  const meterCaller = (request: IncomingMessage, actor: Actor): Promise<Budget | undefined> =>
    meter(actor, undefined).catch((error: unknown) => {
      refused.set(request, idsOf(actor));
      throw error;
    });
  const ofRequest = async (request: IncomingMessage, requestId: string, signal: AbortSignal): Promise<Context> => {
    const { authorization } = request.headers;
    const client = clientOf(request);
    const deadline = new Deadline(config.operationSeconds);
    // Counted before any lookup, so that refused requests cost nothing.
    let budget = await meter({ kind: 'anonymous' }, client);
    const contextOf = (actor: Actor): Context => of(actor, requestId, signal, { client, budget, deadline });
    if (authorization === undefined) return contextOf({ kind: 'anonymous' });
    try {
      const token = tokenIn(authorization);
      if (isReviewToken(token)) {
        const reviewer = await reviewSessions.authenticate(asking(), token);
        budget = tightest([budget, await meterCaller(request, reviewer)]);
        return contextOf(reviewer);
      }
      const actor = isApiKey(token) ? await apiKeys.authenticate(asking(), token) : identity.bearerOf(token);
      budget = tightest([budget, await meterCaller(request, actor)]);
      return actor.kind === 'key' ? contextOf(actor) : unidentified(actor, contextOf);
    } catch (error) {
      return contextOf({ kind: 'anonymous', refused: refusalOf(error) });
    }
  };
  /** A context whose session is looked up later: a planned read does it in its own round trip. */
  const unidentified = ({ sessionId, userId, expiresAt }: Bearer, contextOf: (actor: Actor) => Context): Context => {
    const identify = async (): Promise<Scope> => {
      const actor = await identity.revalidate(asking(), sessionId).then(
        (person): Actor => ({ ...person, expiresAt }),
        (error: unknown): Actor => ({ kind: 'anonymous', refused: refusalOf(error) }),
      );
      return contextOf(actor).scope;
    };
    return { ...contextOf({ kind: 'anonymous' }), unidentified: { sessionId, userId, identify } };
  };
  const revalidate = (caller: Credential): Promise<ConnectedActor> => {
    if (caller.kind === 'key') return apiKeys.revalidate(asking(), caller.keyId);
    const { sessionId } = caller;
    return caller.kind === 'reviewer' ? reviewSessions.revalidate(asking(), sessionId) : identity.revalidate(asking(), sessionId);
  };
  const userOf = (authorization: string): string | undefined => {
    try {
      return identity.bearerOf(tokenIn(authorization)).userId;
    } catch {
      return undefined;
    }
  };
  const callerOf: RequestContexts['callerOf'] = (request) =>
    refused.get(request) ?? { userId: userOf(request.headers.authorization ?? '') };
  return { of, ofRequest, clientOf, meter, callerOf, userOf, authenticate, revalidate };
}

/** Counts operations per user or key, and twice as many per IP address, which an office may share. */
function meterOf(limiter: RateLimiter, atMost: number): RequestContexts['meter'] {
  const requests = new TokenBucket(limiter);
  const perActor = { name: 'api', atMost, windowSeconds: 60 };
  const perAddress = { ...perActor, atMost: 2 * atMost };
  return async (actor, client) => {
    const userId = userIdOf(actor);
    const keyId = keyIdOf(actor);
    const counted: (readonly [RateLimit, string])[] = [];
    if (client) counted.push([perAddress, `address ${networkOf(client.address)}`]);
    if (userId) counted.push([perActor, `person ${userId}`]);
    if (keyId) counted.push([perActor, `key ${keyId}`]);
    if (actor.kind === 'reviewer') counted.push([perActor, `reviewer ${actor.sessionId}`]);
    const wait = Math.max(0, ...(await Promise.all(counted.map(([limit, who]) => requests.take(limit, who)))));
    if (wait > 0) throw rateLimited(wait);
    return tightest(counted.map(([limit, who]) => requests.budget(limit, who)));
  };
}

/** The budget that is used up first. */
const tightest = (budgets: readonly (Budget | undefined)[]): Budget | undefined =>
  budgets.reduce((least, one) => (one && (!least || one.remaining < least.remaining) ? one : least), undefined);

/** A token that is looked up in the database to know whether it is valid; the signature of an access token tells. */
export function lookedUpToken(authorization = ''): string | undefined {
  const token = BEARER.exec(authorization)?.[1] ?? '';
  return isApiKey(token) || isReviewToken(token) ? token : undefined;
}

const BEARER = /^Bearer ([^\s]+)$/i;

function tokenIn(authorization: string): string {
  if (authorization.trim() === '') throw unauthenticated('MISSING', 'Send Authorization: Bearer with an access token or an API key.');
  const token = BEARER.exec(authorization)?.[1];
  if (!token) throw unauthenticated('INVALID', 'Send Authorization: Bearer with an access token or an API key.');
  return token;
}

const MAX_USER_AGENT_LENGTH = 300;

/** The reason to refuse a token. Any other error, for example an unavailable database, is thrown: it says nothing about the token. */
function refusalOf(error: unknown): UnauthenticatedReason {
  if (error instanceof ReelwrightError && error.code === 'UNAUTHENTICATED') return error.details?.['reason'] as UnauthenticatedReason;
  throw error;
}
