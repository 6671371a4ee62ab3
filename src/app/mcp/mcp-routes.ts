import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { McpHttpHandler } from '@modelcontextprotocol/server';
import express, { Router } from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ReelwrightError, unauthenticated } from '../../kernel/errors.ts';
import { assertBodyDepth } from '../http/read-body.ts';
import { LIMITS, MAX_BODY_DEPTH } from '../../platform/graphql/limits.ts';
import type { CallerTurns } from '../../platform/graphql/caller-turns.ts';
import { nameOf } from '../../platform/graphql/documents/guarded-documents.ts';
import { REFUSED_DOCUMENT } from '../../platform/graphql/ended-operation.ts';
import { presentError, publicCodeOf } from '../../platform/graphql/errors/present-error.ts';
import type { RequestContexts } from '../http/request-context.ts';
import type { McpCaller, OperationEnvironment } from './tool-operation.ts';

export interface McpRoutesOptions extends OperationEnvironment {
  readonly contexts: RequestContexts;
  readonly callers: CallerTurns;
  readonly crossOrigin: readonly RequestHandler[];
  readonly allowsOrigin: (request: Request) => boolean;
  readonly requestIdOf: (response: Response) => string;
  readonly untilClosed: (response: Response) => AbortSignal;
}

/** Headers of the protocol that the handler reads. */
const HEADERS = ['accept', 'content-type', 'mcp-protocol-version', 'mcp-method', 'mcp-name', 'mcp-session-id'];

/** The code of JSON-RPC for errors of a server. */
const SERVER_ERROR = -32_000;

/**
 * `POST /mcp`: the Model Context Protocol over streamable HTTP, without sessions, for API keys. The protocol's code is loaded by the first
 * request of a key, so an API that serves no agents does not hold it in memory.
 */
export function mcpRoutes(options: McpRoutesOptions): Router {
  const { contexts, requestIdOf, untilClosed, log } = options;
  const router = Router();
  let loaded: Promise<McpHttpHandler> | undefined;
  const handler = (): Promise<McpHttpHandler> =>
    (loaded ??= import('./mcp-server.ts').then(({ openMcpHandler }) => openMcpHandler(options)));

  const refuse = (response: Response, error: unknown, status?: number): void => {
    const { message, extensions } = presentError(error, { requestId: requestIdOf(response), log, hideSuggestions: true });
    const { code, details } = (extensions ?? {}) as { code?: string; details?: { retryAfterSeconds?: number } };
    if (details?.retryAfterSeconds !== undefined) response.set('retry-after', String(details.retryAfterSeconds));
    // Without metadata of an authorization server, which would make clients try OAuth.
    if (code === 'UNAUTHENTICATED') response.set('www-authenticate', 'Bearer');
    response.status(status ?? STATUS[code ?? ''] ?? 500);
    response.json({ jsonrpc: '2.0', id: null, error: { code: SERVER_ERROR, message, data: extensions } });
  };

  const onlyAllowedOrigins = (request: Request, response: Response, next: NextFunction): void => {
    response.set('cache-control', 'no-store');
    if (options.allowsOrigin(request)) next();
    else refuse(response, new ReelwrightError('FORBIDDEN', 'Pages of this origin may not use the tools; see ALLOWED_ORIGINS.'));
  };

  /** Identifies the key before the body is read. */
  const identify = async (request: Request, response: Response): Promise<boolean> => {
    try {
      const signal = untilClosed(response);
      const { scope } = await contexts.ofRequest(request, requestIdOf(response), signal);
      const { actor } = scope;
      await scope.close();
      if (actor.kind !== 'key') throw unauthenticated((actor.kind === 'anonymous' && actor.refused) || 'MISSING', KEY_NEEDED);
      const caller: McpCaller = { actor, client: contexts.clientOf(request), requestId: requestIdOf(response), signal };
      response.locals['caller'] = caller;
      return true;
    } catch (error) {
      const outcome = publicCodeOf(error);
      const requestId = requestIdOf(response);
      options.onOperation({ ...REFUSED_DOCUMENT, transport: 'HTTP', outcome, seconds: 0, requestId, caller: contexts.callerOf(request) });
      refuse(response, error);
      return false;
    }
  };

  const onlyKeys = (request: Request, response: Response, next: NextFunction): void => {
    identify(request, response).then((isKey) => isKey && next(), next);
  };

  const answer = async (request: Request, response: Response): Promise<void> => {
    const caller = response.locals['caller'] as McpCaller;
    const endTurn = await options.callers.take(nameOf(caller.actor, caller.client), () => response.closed);
    if (response.closed) return endTurn();
    response.once('close', () => endTurn());
    // One HTTP request is counted as one operation, so it may not carry several.
    if (Array.isArray(request.body)) return refuse(response, new ReelwrightError('BAD_USER_INPUT', 'Send one message per request.'));
    const headers = HEADERS.flatMap((name) => (typeof request.headers[name] === 'string' ? [[name, request.headers[name]]] : []));
    const sent = new globalThis.Request(new URL('/mcp', 'http://localhost'), {
      ...{ method: 'POST', headers: Object.fromEntries(headers) as Record<string, string>, signal: caller.signal },
    });
    const authInfo = { token: '', clientId: caller.actor.keyId, scopes: [], extra: { caller } };
    const answered = await (await handler()).fetch(sent, { parsedBody: request.body as unknown, authInfo });
    response.status(answered.status);
    answered.headers.forEach((value, name) => response.set(name, value));
    if (!answered.body) return void response.end();
    // The client may leave at any time, which is no fault.
    await pipeline(Readable.fromWeb(answered.body), response).catch(() => undefined);
  };

  router.use('/mcp', onlyAllowedOrigins, ...options.crossOrigin);
  router.post('/mcp', onlyKeys, express.json({ limit: LIMITS.bodyBytes, verify: assertBodyDepth }), (request, response, next) => {
    answer(request, response).catch((error: unknown) => (error instanceof ReelwrightError ? refuse(response, error) : next(error)));
  });
  router.all('/mcp', (_, response) => {
    response.set('allow', 'POST, OPTIONS');
    refuse(response, new ReelwrightError('BAD_USER_INPUT', 'Send messages by POST; there are no sessions and no streams to resume.'), 405);
  });
  router.use('/mcp', (error: unknown, _: Request, response: Response, next: NextFunction) => {
    const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
    if (response.headersSent) next(error);
    else refuse(response, status < 500 ? new ReelwrightError('BAD_USER_INPUT', WORDS[status] ?? 'Malformed request.') : error, status);
  });
  return router;
}

const KEY_NEEDED = 'Send Authorization: Bearer with a valid API key (rwk_…). Its role decides what the tools may do.';

const STATUS: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

const WORDS: Readonly<Record<number, string>> = {
  400: 'The body is not valid JSON.',
  413: `The body exceeds ${LIMITS.bodyBytes} bytes.`,
  415: 'Send the body as application/json in UTF-8.',
  422: `The body is nested deeper than ${MAX_BODY_DEPTH} levels.`,
};
