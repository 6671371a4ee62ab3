import type { Request } from 'express';
import { ReelwrightError, unauthenticated } from '../kernel/errors.ts';
import type { UnauthenticatedReason } from '../kernel/errors.ts';
import { newId } from '../kernel/id.ts';
import type { Actor, Caller } from '../kernel/scope.ts';
import type { IdentityService } from '../features/identity/identity.service.ts';
import { isApiKey } from '../features/workspaces/api-key.service.ts';
import type { ApiKeyService } from '../features/workspaces/api-key.service.ts';
import type { Database } from '../platform/database/database.ts';
import type { Client, Scope } from '../platform/database/scope.ts';
import type { Class, Context } from '../platform/graphql/context.ts';

export interface RequestContexts {
  /** Who sent this HTTP request. A bad token makes it anonymous with a reason, so that refreshing with an expired token beside works. */
  ofRequest(request: Request, requestId: string, signal: AbortSignal): Promise<Context>;
  of(actor: Actor, requestId: string, signal: AbortSignal, client?: Client): Context;
  /** For `connection_init`, where nobody is let in without a good token or key. Rejects with UNAUTHENTICATED. */
  authenticate(authorization: string): Promise<Caller>;
  /** The same caller as they stand now. Rejects with UNAUTHENTICATED when the session has ended or the key is no good any more. */
  standing(caller: Caller): Promise<Caller>;
}

export function requestContexts(
  database: Database,
  { identity, apiKeys }: { identity: IdentityService; apiKeys: ApiKeyService },
  instance: <T>(resolver: Class<T>) => T,
): RequestContexts {
  const of = (actor: Actor, requestId: string, signal: AbortSignal, client?: Client): Context => ({
    scope: database.scope({ actor, requestId, client, signal }),
    instance,
  });
  const asking = (): Scope => database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal: AbortSignal.timeout(10_000) });
  const authenticate = async (authorization: string): Promise<Caller> => {
    const token = /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
    if (!token) throw unauthenticated('INVALID', 'Send Authorization: Bearer with an access token or an API key.');
    if (isApiKey(token)) return apiKeys.authenticate(asking(), token);
    const actor = await identity.authenticate(asking(), token);
    if (actor.kind !== 'user') throw unauthenticated('INVALID', 'The access token belongs to nobody.');
    return actor;
  };
  const ofRequest = async (request: Request, requestId: string, signal: AbortSignal): Promise<Context> => {
    const { authorization } = request.headers;
    const client = clientOf(request);
    if (authorization === undefined) return of({ kind: 'anonymous' }, requestId, signal, client);
    try {
      return of(await authenticate(authorization), requestId, signal, client);
    } catch (error) {
      return of({ kind: 'anonymous', refused: refusalOf(error) }, requestId, signal, client);
    }
  };
  const standing = (caller: Caller): Promise<Caller> =>
    caller.kind === 'key' ? apiKeys.standing(asking(), caller.keyId) : identity.standing(asking(), caller.sessionId);
  return { of, ofRequest, authenticate, standing };
}

/** Express believes as many proxies as TRUST_PROXY says. */
const clientOf = (request: Request): Client => ({
  address: request.ip ?? 'unknown',
  userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_AT_MOST),
});

const USER_AGENT_AT_MOST = 300;

/** Anything else than a refusal (the database is away) is not the token's fault. */
function refusalOf(error: unknown): UnauthenticatedReason {
  if (error instanceof ReelwrightError && error.code === 'UNAUTHENTICATED') return error.details?.['reason'] as UnauthenticatedReason;
  throw error;
}
