import { setTimeout as pause } from 'node:timers/promises';
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
import type { Log } from '../../kernel/log.ts';
import { compilingExecutor } from '../../platform/graphql/executor.ts';
import type { Execute } from '../../platform/graphql/executor.ts';
import type { OnOperation } from '../../platform/graphql/ended-operation.ts';
import { CallerTurns } from '../../platform/graphql/caller-turns.ts';
import { DocumentTurns } from '../../platform/graphql/documents/document-turns.ts';
import { openGraphqlHttp } from '../../platform/graphql/graphql-http.ts';
import { openGraphqlSocket } from '../../platform/graphql/socket/graphql-socket.ts';
import { PlannedAnswers } from '../../platform/graphql/plans/planned-answers.ts';
import { plannedExecutor } from '../../platform/graphql/plans/planned-executor.ts';
import { tracedExecutor } from '../../platform/graphql/socket/traced-executor.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { ReadPlanner } from '../../platform/graphql/plans/read-planner.ts';
import { accountPageRoutes } from './pages/account-page-routes.ts';
import type { Config } from '../config.ts';
import { catalogueRoutes } from './catalogue-routes.ts';
import { calendarRoutes } from './calendar-routes.ts';
import type { CalendarRoutesOptions } from './calendar-routes.ts';
import { readBody } from './read-body.ts';
import { answerReadiness } from '../health/readiness.ts';
import { answerMetrics } from '../metrics/metrics-answer.ts';
import { RequestLog } from '../metrics/request-log.ts';
import { observeEventLag } from '../metrics/event-lag.ts';
import { watchApi } from '../metrics/watched-gauges.ts';
import { errorHandler } from './http-errors.ts';
import { explorerRoutes } from './pages/explorer-routes.ts';
import { mcpRoutes } from '../mcp/mcp-routes.ts';
import { HEALTHY } from './startup-listener.ts';
import type { StartupListener } from './startup-listener.ts';
import { METHODS, crossOrigin } from './cross-origin.ts';
import { allowsOrigin } from './origins.ts';
import { plannedRoots, resolvedFields } from '../reads/planned-reads.ts';
import type { Platform } from '../platform.ts';
import type { RequestContexts } from './request-context.ts';
import { RequestTurns } from './request-turns.ts';
import { neverKept, requestIdOf, untilClosed, withRequestId } from './request-parts.ts';
import { shareRoutes } from './pages/share-routes.ts';
import { showcaseRoutes } from '../showcase/showcase-routes.ts';
import type { ShowcaseService } from '../../features/showcase/showcase.service.ts';
import { sessionRoutes } from './pages/session-routes.ts';
import { Drain } from '../serving/drain.ts';
import type { TrustedDocuments } from '../../platform/graphql/documents/trusted-documents.ts';
import { streamRoutes } from './stream-routes.ts';
import type { StreamRoutesOptions } from './stream-routes.ts';
import { stripeRoutes } from './stripe-routes.ts';
import type { YouTubeConnectionService } from '../../features/publishing/channels/youtube-connection.service.ts';
import { unsubscribeRoutes } from './pages/unsubscribe-routes.ts';
import { webRoutes } from './pages/web-routes.ts';
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
  readonly streaming: Pick<StreamRoutesOptions, 'streams' | 'tokens' | 'jobFeed'>;
  readonly stripeWebhooks: StripeWebhookService;
  readonly youtubeConnections: YouTubeConnectionService;
  readonly calendar: Pick<CalendarRoutesOptions, 'calendars' | 'limiter'>;
  readonly notifications: NotificationService;
  readonly explorerFolder: string;
  readonly accountPage: string;
  /** Output of scripts/build-web.mjs. */
  readonly webFolder: string;
  readonly identity: IdentityService;
  /** Undefined without trusted documents. */
  readonly trusted?: TrustedDocuments | undefined;
  readonly log: Log;
}

export interface HttpServer {
  /**
   * Reports that it is not ready, closes sockets over the time that proxies have to notice, and then accepts no new requests and answers the
   * running ones.
   */
  close(): Promise<void>;
}

/** Everything the API serves over HTTP and WebSocket. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config, platform, door, schema, contexts, log } = options;
  const mediaOrigin = new URL(config.storage.publicEndpoint).origin;
  const app = newApp(config);
  const requests = new RequestLog(platform.metrics, log);
  const drain = new Drain();
  app.use(withRequestId, requests.handler, drain.handler);

  const turns = new DocumentTurns();
  const callers = new CallerTurns();
  const requestTurns = new RequestTurns(callers, contexts, config.operationSeconds);
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
    openContext: requestTurns.open,
    callerOf: contexts.callerOf,
    onOperation: requests.onOperation,
    turns,
    trusted: options.trusted,
  });
  // Before the explorer's routes, which would otherwise answer a preflight without CORS headers.
  app.use('/graphql', neverKept, onlyKnownMethods, crossOrigin(config));
  app.use(explorerRoutes({ enabled: config.explorer, folder: options.explorerFolder, mediaOrigin }));
  app.use(accountPageRoutes({ enabled: config.appUrl === config.publicUrl, file: options.accountPage, explorer: config.explorer }));
  app.use('/graphql', ...readBody, graphql.handler, requestTurns.refuse);
  agentRoutes(app, options, { execute, callers, onOperation: requests.onOperation });
  const openScope = (request: Request, response: Response) =>
    contexts.of({ kind: 'anonymous' }, requestIdOf(response), untilClosed(response), { client: contexts.clientOf(request) }).scope;
  pageRoutes(app, options, openScope);
  operatorRoutes(app, platform, schema, config, drain);
  app.use(errorHandler(log));

  const { server } = door;
  const sockets = openGraphqlSocket(server, {
    schema,
    execute: tracedExecutor(execute),
    log,
    introspection: config.explorer,
    production: config.production,
    path: '/graphql',
    allowsOrigin: (origin, request) => allowsOrigin(config, origin, request),
    authenticate: contexts.authenticate,
    userOf: contexts.userOf,
    openContext: contexts.of,
    clientOf: contexts.clientOf,
    meter: contexts.meter,
    limits: config.socketLimits,
    turns,
    callers,
    operationSeconds: config.operationSeconds,
    trusted: options.trusted,
    onOperation: requests.onOperation,
    onDelivered: (event) => observeEventLag(platform.metrics, event),
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
      const drainMs = config.drainSeconds * 1_000;
      drain.begin();
      const socketsClosed = sockets.close(drainMs);
      await pause(drainMs);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // An operation has ended by then; what is cut is a download.
      const cut = setTimeout(() => server.closeAllConnections(), config.operationSeconds * 1_000);
      await Promise.all([closed, socketsClosed]);
      clearTimeout(cut);
      await graphql.close();
    },
  };
}

function newApp({ trustedProxies }: Config): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', trustedProxies);
  app.set('etag', false);
  return app;
}

function agentRoutes(
  app: Express,
  { schema, contexts, log, config }: HttpServerOptions,
  operations: { readonly execute: Execute; readonly callers: CallerTurns; readonly onOperation: OnOperation },
): void {
  const { production, operationSeconds } = config;
  const allows = (request: Request): boolean => allowsOrigin(config, request.headers.origin, request);
  const environment = { ...operations, schema, contexts, log, production, operationSeconds, requestIdOf, untilClosed };
  app.use(mcpRoutes({ ...environment, crossOrigin: crossOrigin(config), allowsOrigin: allows }));
}
type OpenScope = (request: Request, response: Response) => Scope;

/** Everything for browsers, vendors and players that is not GraphQL. */
function pageRoutes(app: Express, options: HttpServerOptions, openScope: OpenScope): void {
  const { config, platform, contexts, shares, stripeWebhooks } = options;
  const mediaOrigin = new URL(config.storage.publicEndpoint).origin;
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
}

const openScopeAs =
  (contexts: RequestContexts) =>
  (_: Request, response: Response, actor: Actor): Scope =>
    contexts.of(actor, requestIdOf(response), untilClosed(response)).scope;

function operatorRoutes(app: Express, platform: Platform, schema: GraphQLSchema, config: Config, drain: Drain): void {
  app.get('/healthz', (_, response) => void response.json(HEALTHY));
  app.get('/readyz', (request, response, next) => {
    if (drain.hasBegun) {
      response.status(503).json({ status: 'stopping' });
      return;
    }
    answerReadiness(platform.health, config.metricsToken, request)
      .then(({ httpStatus, body }) => response.status(httpStatus).json(body))
      .catch(next);
  });
  const { metricsToken } = config;
  if (metricsToken !== undefined)
    app.get('/metrics', (request, response, next) => answerMetrics(platform.metrics, metricsToken, request, response).catch(next));
  app.get('/schema.graphql', (_, response, next) => {
    if (!config.explorer) return next();
    response.type('text/plain').send(printSchema(lexicographicSortSchema(schema)));
  });
}

function onlyKnownMethods(request: Request, response: Response, next: NextFunction): void {
  if (METHODS.includes(request.method)) return next();
  response.setHeader('allow', METHODS.join(', '));
  next(Object.assign(new Error('method'), { status: 405 }));
}
