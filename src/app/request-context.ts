import type { IncomingMessage } from 'node:http';
import proxyAddress from 'proxy-addr';
import { ReelwrightError, unauthenticated } from '../kernel/errors.ts';
import type { UnauthenticatedReason } from '../kernel/errors.ts';
import { newId } from '../kernel/id.ts';
import type { Log } from '../kernel/log.ts';
import { keyIdOf, userIdOf } from '../kernel/scope.ts';
import type { Actor, Caller } from '../kernel/scope.ts';
import type { IdentityService } from '../features/identity/identity.service.ts';
import { isApiKey } from '../features/workspaces/api-key.service.ts';
import type { ApiKeyService } from '../features/workspaces/api-key.service.ts';
import type { Database } from '../platform/database/database.ts';
import type { Client, Scope } from '../platform/database/scope.ts';
import { networkOf } from '../platform/ratelimit/network.ts';
import { rateLimited } from '../platform/ratelimit/rate-limiter.ts';
import type { RateLimiter } from '../platform/ratelimit/rate-limiter.ts';
import { RequestMeter } from '../platform/ratelimit/request-meter.ts';
import type { Config } from './config.ts';
import { proxyWarning } from './proxy-warning.ts';
import type { Class, Context } from '../platform/graphql/context.ts';

export interface RequestContexts {
  /** Who sent this HTTP request. A bad token makes it anonymous with a reason, so that refreshing with an expired token beside works. */
  ofRequest(request: IncomingMessage, requestId: string, signal: AbortSignal): Promise<Context>;
  of(actor: Actor, requestId: string, signal: AbortSignal, client?: Client): Context;
  /** The other end of a request, when so many proxies before us are believed about it as TRUST_PROXY says. */
  clientOf(request: IncomingMessage): Client;
  /** Counts one operation of this actor from there. RATE_LIMITED when it is one too many. */
  meter(actor: Actor, client: Client | undefined): Promise<void>;
  /** For `connection_init`, where nobody is let in without a good token or key. Rejects with UNAUTHENTICATED. */
  authenticate(authorization: string): Promise<Caller>;
  /** The same caller as they stand now. Rejects with UNAUTHENTICATED when the session has ended or the key is no good any more. */
  standing(caller: Caller): Promise<Caller>;
}

export interface RequestContextOptions {
  readonly database: Database;
  readonly identity: IdentityService;
  readonly apiKeys: ApiKeyService;
  readonly limiter: RateLimiter;
  readonly instance: <T>(resolver: Class<T>) => T;
  readonly config: Pick<Config, 'production' | 'rateLimits' | 'trustedProxies'>;
  readonly log: Log;
}

export function requestContexts({ database, identity, apiKeys, limiter, instance, config, log }: RequestContextOptions): RequestContexts {
  const of = (actor: Actor, requestId: string, signal: AbortSignal, client?: Client): Context => ({
    scope: database.scope({ actor, requestId, client, signal }),
    instance,
  });
  const asking = (): Scope => database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal: AbortSignal.timeout(10_000) });
  const authenticate = async (authorization: string): Promise<Caller> => {
    if (authorization.trim() === '') throw unauthenticated('MISSING', 'Send Authorization: Bearer with an access token or an API key.');
    const token = /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
    if (!token) throw unauthenticated('INVALID', 'Send Authorization: Bearer with an access token or an API key.');
    if (isApiKey(token)) return apiKeys.authenticate(asking(), token);
    const actor = await identity.authenticate(asking(), token);
    if (actor.kind !== 'user') throw unauthenticated('INVALID', 'The access token belongs to nobody.');
    return actor;
  };
  const warnOfProxy = proxyWarning(config, log);
  const clientOf = (request: IncomingMessage): Client => {
    warnOfProxy(request);
    return {
      address: proxyAddress(request, (_, hop) => hop < config.trustedProxies),
      userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_AT_MOST),
    };
  };
  const meter = meterOf(limiter, config.rateLimits.api);
  const ofRequest = async (request: IncomingMessage, requestId: string, signal: AbortSignal): Promise<Context> => {
    const { authorization } = request.headers;
    const client = clientOf(request);
    // Before anything is looked up: what comes too often shall cost nothing.
    await meter({ kind: 'anonymous' }, client);
    const actor: Actor =
      authorization === undefined
        ? { kind: 'anonymous' }
        : await authenticate(authorization).catch((error: unknown) => ({ kind: 'anonymous', refused: refusalOf(error) }));
    await meter(actor, undefined);
    return of(actor, requestId, signal, client);
  };
  const standing = (caller: Caller): Promise<Caller> =>
    caller.kind === 'key' ? apiKeys.standing(asking(), caller.keyId) : identity.standing(asking(), caller.sessionId);
  return { of, ofRequest, clientOf, meter, authenticate, standing };
}

/** Operations of one person or key, and twice as many from one address, where an office sits together. */
function meterOf(limiter: RateLimiter, atMost: number): RequestContexts['meter'] {
  const requests = new RequestMeter(limiter);
  const perActor = { name: 'api', atMost, windowSeconds: 60 };
  const perAddress = { ...perActor, atMost: 2 * atMost };
  return async (actor, client) => {
    const userId = userIdOf(actor);
    const keyId = keyIdOf(actor);
    const waits = await Promise.all([
      client ? requests.take(perAddress, `address ${networkOf(client.address)}`) : 0,
      userId ? requests.take(perActor, `person ${userId}`) : 0,
      keyId ? requests.take(perActor, `key ${keyId}`) : 0,
    ]);
    const wait = Math.max(...waits);
    if (wait > 0) throw rateLimited(wait);
  };
}

const USER_AGENT_AT_MOST = 300;

/** Anything else than a refusal (the database is away) is not the token's fault. */
function refusalOf(error: unknown): UnauthenticatedReason {
  if (error instanceof ReelwrightError && error.code === 'UNAUTHENTICATED') return error.details?.['reason'] as UnauthenticatedReason;
  throw error;
}
