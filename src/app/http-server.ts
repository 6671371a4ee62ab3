import { printSchema, lexicographicSortSchema } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import type { ShareService } from '../features/assets/share.service.ts';
import { ReelwrightError } from '../kernel/errors.ts';
import { newId } from '../kernel/id.ts';
import type { Log } from '../kernel/log.ts';
import { compilingExecutor } from '../platform/graphql/executor.ts';
import { openGraphqlHttp } from '../platform/graphql/graphql-http.ts';
import { openGraphqlSocket } from '../platform/graphql/graphql-socket.ts';
import { LIMITS } from '../platform/graphql/limits.ts';
import { presentError } from '../platform/graphql/present-error.ts';
import { accountPageRoutes } from './account-page.ts';
import type { Config } from './config.ts';
import { explorerRoutes } from './explorer.ts';
import { HEALTHY } from './front-door.ts';
import type { FrontDoor } from './front-door.ts';
import { METHODS, crossOrigin } from './cross-origin.ts';
import { allowsOrigin } from './origins.ts';
import type { Platform } from './platform.ts';
import type { RequestContexts } from './request-context.ts';
import { shareRoutes } from './share-routes.ts';

export interface HttpServerOptions {
  readonly config: Config;
  readonly platform: Platform;
  /** Held since the start; opened here. */
  readonly door: FrontDoor;
  readonly schema: GraphQLSchema;
  readonly contexts: RequestContexts;
  readonly shares: ShareService;
  readonly explorerFolder: string;
  readonly accountPage: string;
  readonly log: Log;
}

export interface HttpServer {
  /** No new requests; those under way are answered, sockets are told to go elsewhere. */
  close(): Promise<void>;
}

/** Everything the API says over HTTP and WebSocket. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config, platform, door, schema, contexts, shares, log } = options;
  const mediaOrigin = new URL(config.storage.publicEndpoint).origin;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  app.set('etag', false);
  app.use(withRequestId);

  const execute = compilingExecutor();
  const graphql = await openGraphqlHttp({
    schema,
    execute,
    log,
    introspection: config.explorer,
    production: config.production,
    openContext: (request, response) => contexts.ofRequest(request, requestIdOf(response), untilClosed(response)),
  });
  // First of all: routes of the explorer would answer a preflight without it.
  app.use('/graphql', neverKept, onlyKnownMethods, crossOrigin(config));
  app.use(explorerRoutes({ enabled: config.explorer, folder: options.explorerFolder, mediaOrigin }));
  app.use(accountPageRoutes({ enabled: config.appUrl === config.publicUrl, file: options.accountPage, explorer: config.explorer }));
  app.use('/graphql', express.json({ limit: LIMITS.bodyBytes }), graphql.handler);
  const openScope = (request: Request, response: Response) =>
    contexts.of({ kind: 'anonymous' }, requestIdOf(response), untilClosed(response), contexts.clientOf(request)).scope;
  app.use(shareRoutes({ shares, openScope, mediaOrigin }));
  operatorRoutes(app, platform, schema, config);
  app.use(endOfTheRoad(log));

  const { server } = door;
  const sockets = openGraphqlSocket(server, {
    schema,
    execute,
    log,
    introspection: config.explorer,
    production: config.production,
    path: '/graphql',
    allowsOrigin: (origin, request) => allowsOrigin(config, origin, request),
    authenticate: contexts.authenticate,
    openContext: contexts.of,
    clientOf: contexts.clientOf,
    meter: contexts.meter,
    limits: config.socketLimits,
    rights: {
      onSessionEnded: (listener) => platform.pubsub.listen('session_ended', listener),
      onMemberChanged: (listener) => platform.pubsub.listen('member_changed', listener),
      standing: contexts.standing,
    },
  });
  door.open(app);
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await sockets.close();
      await graphql.close();
      server.closeIdleConnections();
      // Whoever is in the middle of a request gets some seconds; who only holds a line open is not waited for.
      const cut = setTimeout(() => server.closeAllConnections(), CUT_AFTER_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}

function operatorRoutes(app: Express, platform: Platform, schema: GraphQLSchema, config: Config): void {
  app.get('/', (request, response, next) => {
    if (config.explorer && request.accepts(['json', 'html']) === 'html') response.redirect('/graphql');
    else next();
  });
  app.get('/healthz', (_, response) => void response.json(HEALTHY));
  app.get('/readyz', async (_, response) => {
    const dependencies = await platform.check();
    const ready = Object.values(dependencies).every((state) => state === 'ok');
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'unavailable', dependencies });
  });
  app.get('/schema.graphql', (_, response, next) => {
    if (!config.explorer) return next();
    response.type('text/plain').send(printSchema(lexicographicSortSchema(schema)));
  });
}

/** What is under way at the end may take this long. */
const CUT_AFTER_MS = 5_000;

function onlyKnownMethods(request: Request, response: Response, next: NextFunction): void {
  if (METHODS.includes(request.method)) return next();
  response.setHeader('allow', METHODS.join(', '));
  next(Object.assign(new Error('method'), { status: 405 }));
}

/** Answers are of one person at one moment, and some hold tokens. */
function neverKept(_: Request, response: Response, next: NextFunction): void {
  response.setHeader('cache-control', 'no-store');
  next();
}

function withRequestId(_: Request, response: Response, next: NextFunction): void {
  response.setHeader('x-request-id', newId());
  response.setHeader('x-content-type-options', 'nosniff');
  next();
}

const requestIdOf = (response: Response): string => String(response.getHeader('x-request-id'));

/** Aborted when the client has gone before its answer. */
function untilClosed(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => response.writableFinished || gone.abort());
  return gone.signal;
}

/** What no route took, and what went wrong before GraphQL: a body too large or not JSON. Same shape as every other error. */
function endOfTheRoad(log: Log) {
  const presentation = (response: Response) => ({ requestId: requestIdOf(response), log, hideSuggestions: true });
  const missing = (_: Request, response: Response): void =>
    void response.status(404).json({ errors: [presentError(nothingHere(), presentation(response))] });
  const failed = (error: unknown, _: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) return next(error);
    const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
    const words = error instanceof URIError ? 'The address is malformed.' : (WORDS[status] ?? 'The request is malformed.');
    const told = status < 500 ? new ReelwrightError(status === 403 ? 'FORBIDDEN' : 'BAD_USER_INPUT', words) : error;
    response.status(status).json({ errors: [presentError(told, presentation(response))] });
  };
  return [missing, failed];
}

const nothingHere = (): ReelwrightError => new ReelwrightError('NOT_FOUND', 'There is nothing here. GraphQL is at /graphql.');

const WORDS: Readonly<Record<number, string>> = {
  400: 'The body is not valid JSON.',
  403: 'Pages of this origin may not send this request; see ALLOWED_ORIGINS.',
  405: 'GraphQL takes POST, and GET for pages and queries.',
  413: `The body is larger than ${LIMITS.bodyBytes} bytes.`,
  415: 'Send the body as application/json in UTF-8.',
};
