import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { printSchema, lexicographicSortSchema } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import type { IdentityService } from '../../features/identity/session/identity.service.ts';
import type { ShareService } from '../../features/assets/sharing/share.service.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { StripeWebhookService } from '../../features/billing/stripe/stripe-webhook.service.ts';
import type { NotificationService } from '../../features/notifications/notification.service.ts';

import { ReelwrightError } from '../../kernel/errors.ts';
import type { ErrorCode } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import { compilingExecutor } from '../../platform/graphql/executor.ts';
import { openGraphqlHttp } from '../../platform/graphql/graphql-http.ts';
import { openGraphqlSocket } from '../../platform/graphql/socket/graphql-socket.ts';
import { LIMITS } from '../../platform/graphql/limits.ts';
import { PlannedAnswers } from '../../platform/graphql/plans/planned-answers.ts';
import { plannedExecutor } from '../../platform/graphql/plans/planned-executor.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { presentError } from '../../platform/graphql/present-error.ts';
import { ReadPlanner } from '../../platform/graphql/plans/read-planner.ts';
import { accountPageRoutes } from './account-page-routes.ts';
import type { Config } from '../config.ts';
import { catalogueRoutes } from './catalogue-routes.ts';
import { calendarRoutes } from './calendar-routes.ts';
import type { CalendarRoutesOptions } from './calendar-routes.ts';
import { answerMetrics } from '../metrics/metrics-answer.ts';
import { RequestLog } from '../metrics/request-log.ts';
import { watchApi } from '../metrics/watched-gauges.ts';
import { explorerRoutes } from './explorer-routes.ts';
import { HEALTHY } from './startup-listener.ts';
import type { StartupListener } from './startup-listener.ts';
import { METHODS, crossOrigin } from './cross-origin.ts';
import { allowsOrigin } from './origins.ts';
import { plannedRoots, resolvedFields } from '../reads/planned-reads.ts';
import type { Platform } from '../platform.ts';
import type { RequestContexts } from './request-context.ts';
import { shareRoutes } from './share-routes.ts';
import { showcaseRoutes } from '../showcase/showcase-routes.ts';
import type { ShowcaseService } from '../../features/showcase/showcase.service.ts';
import { sessionRoutes } from './session-routes.ts';
import { streamRoutes } from './stream-routes.ts';
import type { StreamRoutesOptions } from './stream-routes.ts';
import { stripeRoutes } from './stripe-routes.ts';
import type { YouTubeConnectionService } from '../../features/publishing/channels/youtube-connection.service.ts';
import { unsubscribeRoutes } from './unsubscribe-routes.ts';
import { webRoutes } from './web-routes.ts';
import { youtubeRoutes } from './youtube-routes.ts';

export interface HttpServerOptions {
  readonly config: Config;
  readonly platform: Platform;
  /** The listener that has held the port since the process started; the server takes it over. */
  readonly door: StartupListener;
  readonly schema: GraphQLSchema;
  readonly contexts: RequestContexts;
  readonly shares: ShareService;
  readonly showcase: ShowcaseService;
  readonly streaming: Pick<StreamRoutesOptions, 'streams' | 'tokens'>;
  readonly stripeWebhooks: StripeWebhookService;
  readonly youtubeConnections: YouTubeConnectionService;
  readonly calendar: Pick<CalendarRoutesOptions, 'calendars' | 'limiter'>;
  readonly notifications: NotificationService;
  readonly explorerFolder: string;
  readonly accountPage: string;
  /** Output of scripts/build-web.mjs. */
  readonly webFolder: string;
  readonly identity: IdentityService;
  readonly log: Log;
}

export interface HttpServer {
  /** Accepts no new requests, answers the running ones, and closes sockets with code 1001. */
  close(): Promise<void>;
}

/** Everything the API serves over HTTP and WebSocket. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config, platform, door, schema, contexts, shares, stripeWebhooks, log } = options;
  const mediaOrigin = new URL(config.storage.publicEndpoint).origin;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  app.set('etag', false);
  const requests = new RequestLog(platform.metrics, log);
  app.use(withRequestId, requests.handler);

  const execute = compilingExecutor();
  const planner = new ReadPlanner({ schema, roots: plannedRoots(), resolved: resolvedFields() });
  const answers = new PlannedAnswers(planner, platform.database.reads);
  const graphql = await openGraphqlHttp({
    schema,
    execute: plannedExecutor(answers, execute),
    answers,
    log,
    introspection: config.explorer,
    production: config.production,
    openContext: (request, response) => contexts.ofRequest(request, requestIdOf(response), untilClosed(response)),
    onOperation: requests.onOperation,
  });
  // Before the explorer's routes, which would otherwise answer a preflight without CORS headers.
  app.use('/graphql', neverKept, onlyKnownMethods, crossOrigin(config));
  app.use(explorerRoutes({ enabled: config.explorer, folder: options.explorerFolder, mediaOrigin }));
  app.use(accountPageRoutes({ enabled: config.appUrl === config.publicUrl, file: options.accountPage, explorer: config.explorer }));
  app.use('/graphql', express.json({ limit: LIMITS.bodyBytes }), graphql.handler);
  const openScope = (request: Request, response: Response) =>
    contexts.of({ kind: 'anonymous' }, requestIdOf(response), untilClosed(response), contexts.clientOf(request)).scope;
  if (config.studioPage) app.use(sessionRoutes({ config, identity: options.identity, openScope }));
  app.use(webRoutes({ config, folder: options.webFolder, showcase: options.showcase }));
  app.use(unsubscribeRoutes({ notifications: options.notifications, openScope }));
  app.use(shareRoutes({ shares, openScope, mediaOrigin, hasReviewPage: existsSync(join(options.webFolder, 'index.html')) }));
  app.use(stripeRoutes({ webhooks: stripeWebhooks, openScope: (_, response) => platform.database.systemScope(untilClosed(response)) }));
  app.use(
    youtubeRoutes({
      connections: options.youtubeConnections,
      openScope: (response) => platform.database.systemScope(untilClosed(response)),
    }),
  );
  app.use(calendarRoutes({ ...options.calendar, openScope }));
  app.use(catalogueRoutes());
  app.use(showcaseRoutes({ showcase: options.showcase, storage: platform.storage, untilClosed }));
  app.use(streamRoutes({ ...options.streaming, contexts, openScope: openScopeAs(contexts), crossOrigin: crossOrigin(config) }));
  operatorRoutes(app, platform, schema, config);
  app.use(errorHandler(log));

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
    onOperation: requests.onOperation,
    rights: {
      onSessionEnded: (listener) => platform.pubsub.listen('session_ended', listener),
      onMemberChanged: (listener) => platform.pubsub.listen('member_changed', listener),
      revalidate: contexts.revalidate,
    },
  });
  watchApi(platform, sockets);
  door.open(app);
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await sockets.close();
      await graphql.close();
      server.closeIdleConnections();
      // Running requests get CUT_AFTER_MS to end; idle connections are closed at once.
      const cut = setTimeout(() => server.closeAllConnections(), CUT_AFTER_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}

const openScopeAs =
  (contexts: RequestContexts) =>
  (_: Request, response: Response, actor: Actor): Scope =>
    contexts.of(actor, requestIdOf(response), untilClosed(response)).scope;

function operatorRoutes(app: Express, platform: Platform, schema: GraphQLSchema, config: Config): void {
  app.get('/healthz', (_, response) => void response.json(HEALTHY));
  app.get('/readyz', async (_, response) => {
    const dependencies = await platform.check();
    const ready = Object.values(dependencies).every((state) => state === 'ok');
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'unavailable', dependencies });
  });
  const { metricsToken } = config;
  if (metricsToken !== undefined)
    app.get('/metrics', (request, response, next) => answerMetrics(platform.metrics, metricsToken, request, response).catch(next));
  app.get('/schema.graphql', (_, response, next) => {
    if (!config.explorer) return next();
    response.type('text/plain').send(printSchema(lexicographicSortSchema(schema)));
  });
}

/** Milliseconds that running requests get at shutdown. */
const CUT_AFTER_MS = 5_000;

function onlyKnownMethods(request: Request, response: Response, next: NextFunction): void {
  if (METHODS.includes(request.method)) return next();
  response.setHeader('allow', METHODS.join(', '));
  next(Object.assign(new Error('method'), { status: 405 }));
}

/** Forbids caching: an answer is for one person at one moment, and some contain tokens. */
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

/** A signal that is aborted when the client disconnects before the answer. */
function untilClosed(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => response.writableFinished || gone.abort());
  return gone.signal;
}

/**
 * Answers unmatched routes and errors that occur before GraphQL, such as a body that is too large or not JSON, in the form of every other
 * error.
 */
function errorHandler(log: Log) {
  const presentation = (response: Response) => ({ requestId: requestIdOf(response), log, hideSuggestions: true });
  const missing = (_: Request, response: Response): void =>
    void response.status(404).json({ errors: [presentError(nothingHere(), presentation(response))] });
  const failed = (error: unknown, _: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    const words = error instanceof URIError ? 'Malformed URL.' : (WORDS[status] ?? 'Malformed request.');
    const isMistake = status < 500 && !(error instanceof ReelwrightError);
    const presented = isMistake ? new ReelwrightError(status === 403 ? 'FORBIDDEN' : 'BAD_USER_INPUT', words) : error;
    response.status(status).json({ errors: [presentError(presented, presentation(response))] });
  };
  return [missing, failed];
}

function statusOf(error: unknown): number {
  if (error instanceof ReelwrightError) return STATUSES[error.code] ?? 500;
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
}

/** HTTP statuses of errors of requests that are not GraphQL. */
const STATUSES: Readonly<Partial<Record<ErrorCode, number>>> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429, UNAVAILABLE: 503 };

const nothingHere = (): ReelwrightError => new ReelwrightError('NOT_FOUND', 'Not found. GraphQL is at /graphql.');

const WORDS: Readonly<Record<number, string>> = {
  400: 'The body is not valid JSON.',
  403: 'Pages of this origin may not send this request; see ALLOWED_ORIGINS.',
  405: 'Send GraphQL operations by POST; GET is for pages and queries.',
  413: `The body exceeds ${LIMITS.bodyBytes} bytes.`,
  415: 'Send the body as application/json in UTF-8.',
};
