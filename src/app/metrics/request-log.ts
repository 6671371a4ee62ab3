import type { Request, RequestHandler, Response } from 'express';
import type { Log } from '../../kernel/log.ts';
import { authorOf, keyIdOf } from '../../kernel/actor.ts';
import type { EndedOperation, OnOperation } from '../../platform/graphql/ended-operation.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import { OTHER } from '../../platform/metrics/metric-names.ts';

/** Routes that probes and scrapers ask for every few seconds; they are counted and not logged. */
const UNLOGGED: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Logs and counts every HTTP request and every operation on a socket. Paths are logged as the patterns of their routes, because links of
 * shares, calendars and emails contain secrets.
 */
export class RequestLog {
  /** The operations of open requests by request id; Apollo clones contexts, so that they identify nothing. */
  readonly #operations = new Map<string, EndedOperation | undefined>();

  constructor(
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  readonly handler: RequestHandler = (request, response, next) => {
    const startedAt = performance.now();
    this.#operations.set(requestIdOf(response), undefined);
    response.once('close', () => this.#onEnd(request, response, performance.now() - startedAt));
    next();
  };

  readonly onOperation: OnOperation = (operation) => {
    const { field, type, transport, outcome, seconds, context } = operation;
    this.metrics.count('reelwright_graphql_operations_total', { operation: field, type, transport, outcome });
    this.metrics.observe('reelwright_graphql_operation_duration_seconds', { operation: field, type }, seconds);
    if (transport === 'HTTP') {
      const requestId = context?.scope.requestId ?? '';
      // The client of a request that has ended has left before the answer.
      if (this.#operations.has(requestId)) this.#operations.set(requestId, operation);
      return;
    }
    this.log.info(
      { event: 'socket_operation', ...described(operation), ms: round(seconds * 1_000), requestId: context?.scope.requestId },
      'socket operation',
    );
  };

  #onEnd(request: Request, response: Response, ms: number): void {
    const route = routeOf(request);
    const { method } = request;
    const status = response.writableFinished ? String(response.statusCode) : 'ABORTED';
    this.metrics.count('reelwright_http_requests_total', { method, route, status });
    this.metrics.observe('reelwright_http_request_duration_seconds', { route }, ms / 1_000);
    const requestId = requestIdOf(response);
    const operation = this.#operations.get(requestId);
    this.#operations.delete(requestId);
    if (UNLOGGED.has(route)) return;
    this.log.info(
      {
        event: 'request',
        method,
        path: route,
        status: response.writableFinished ? response.statusCode : 'ABORTED',
        ms: round(ms),
        ...(operation && described(operation)),
        requestId,
      },
      'request',
    );
  }
}

const requestIdOf = (response: Response): string => String(response.getHeader('x-request-id'));

const round = (ms: number): number => Math.round(ms * 10) / 10;

/** What was done and on whose behalf: ids and names of the program only. */
function described({ field, type, outcome, workspaceId, context }: EndedOperation): object {
  const actor = context?.scope.actor;
  const keyId = actor && keyIdOf(actor);
  return {
    operation: field,
    type,
    outcome,
    userId: (actor && authorOf(actor)) ?? context?.unidentified?.userId,
    keyId,
    // A key acts for one workspace, whatever its operation names.
    workspaceId: actor?.kind === 'key' ? [...actor.memberships.keys()][0] : workspaceId,
  };
}

/** The pattern of the matched route; `other` for paths that the program does not serve. */
function routeOf({ route, originalUrl }: Request): string {
  const path = originalUrl.split('?', 1)[0] ?? '';
  const pattern = (route as { readonly path?: unknown } | undefined)?.path;
  if (typeof pattern === 'string') return pattern;
  if (Array.isArray(pattern) && pattern.includes(path)) return path;
  return path === '/graphql' ? path : OTHER;
}
