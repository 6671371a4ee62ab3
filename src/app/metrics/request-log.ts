import type { Socket } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import type { Log } from '../../kernel/log.ts';
import { idsOf } from '../../platform/graphql/ended-operation.ts';
import type { EndedOperation, OnOperation } from '../../platform/graphql/ended-operation.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import { activeTracing } from '../../platform/tracing/tracing.ts';
import type { Span } from '../../platform/tracing/tracing.ts';
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
  /** Bytes of each connection that are counted already: a connection carries many requests. */
  readonly #counted = new WeakMap<Socket, { readonly read: number; readonly written: number }>();

  constructor(
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  readonly handler: RequestHandler = (request, response, next) => {
    const startedAt = performance.now();
    this.#operations.set(requestIdOf(response), undefined);
    const span = UNLOGGED.has(request.path) ? undefined : activeTracing().begin('request', { kind: 'SERVER', parent: null });
    if (span) response.setHeader('x-trace-id', span.traceId);
    response.once('close', () => {
      this.#describe(span, request, response);
      this.#onEnd(request, response, performance.now() - startedAt, span?.traceId);
    });
    if (span) span.run(next);
    else next();
  };

  readonly onOperation: OnOperation = (operation) => {
    const { field, type, transport, outcome, seconds, context } = operation;
    this.metrics.count('reelwright_graphql_operations_total', { operation: field, type, transport, outcome });
    this.metrics.observe('reelwright_graphql_operation_duration_seconds', { operation: field, type }, seconds);
    if (transport === 'HTTP') {
      const requestId = context?.scope.requestId ?? operation.requestId ?? '';
      // The client of a request that has ended has left before the answer.
      if (this.#operations.has(requestId)) this.#operations.set(requestId, operation);
      return;
    }
    this.log.info(
      { event: 'socket_operation', ...described(operation), ms: round(seconds * 1_000), requestId: context?.scope.requestId },
      'socket operation',
    );
  };

  /** Names the span by what the request turned out to be, and ends it. */
  #describe(span: Span | undefined, request: Request, response: Response): void {
    if (!span) return;
    const operation = this.#operations.get(requestIdOf(response));
    const route = routeOf(request);
    span.rename(operation ? `${operation.type} ${operation.field}` : `${request.method} ${route}`);
    span.set({
      'http.request.method': request.method,
      'http.route': route,
      'http.response.status_code': response.statusCode,
      'graphql.operation.type': operation?.type,
      'reelwright.request_id': requestIdOf(response),
    });
    const isFailed = operation ? operation.outcome !== 'OK' : response.statusCode >= 500;
    span.end(isFailed ? (operation?.outcome ?? String(response.statusCode)) : undefined);
  }

  /** Counts what passed on a connection since its last request. */
  #countBytes(socket: Socket, route: string): void {
    const { read, written } = this.#counted.get(socket) ?? { read: 0, written: 0 };
    this.#counted.set(socket, { read: socket.bytesRead, written: socket.bytesWritten });
    this.metrics.count('reelwright_http_bytes_total', { route, direction: 'IN' }, socket.bytesRead - read);
    this.metrics.count('reelwright_http_bytes_total', { route, direction: 'OUT' }, socket.bytesWritten - written);
  }

  #onEnd(request: Request, response: Response, ms: number, traceId: string | undefined): void {
    const route = routeOf(request);
    const { method } = request;
    const status = response.writableFinished ? String(response.statusCode) : 'ABORTED';
    this.metrics.count('reelwright_http_requests_total', { method, route, status });
    this.metrics.observe('reelwright_http_request_duration_seconds', { route }, ms / 1_000);
    this.#countBytes(request.socket, route);
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
        ...(traceId !== undefined && { traceId }),
      },
      'request',
    );
  }
}

const requestIdOf = (response: Response): string => String(response.getHeader('x-request-id'));

const round = (ms: number): number => Math.round(ms * 10) / 10;

/** What was done and on whose behalf: ids and names of the program only. */
function described({ field, type, outcome, workspaceId, context, caller }: EndedOperation): object {
  const ids = context ? idsOf(context.scope.actor) : caller;
  return {
    operation: field,
    type,
    outcome,
    userId: ids?.userId ?? context?.unidentified?.userId,
    keyId: ids?.keyId,
    // A key acts for one workspace, whatever its operation names.
    workspaceId: ids?.workspaceId ?? workspaceId,
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
