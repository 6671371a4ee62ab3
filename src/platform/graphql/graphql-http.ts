import { AsyncLocalStorage } from 'node:async_hooks';
import { ApolloServer, HeaderMap } from '@apollo/server';
import type { ApolloServerOptionsWithGateway, ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { unwrapResolverError } from '@apollo/server/errors';
import { expressMiddleware } from '@as-integrations/express5';
import type { Request, RequestHandler, Response } from 'express';
import { GraphQLError } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import type { Context } from './context.ts';
import type { Execute } from './executor.ts';
import { limitRules, refuseUnfit } from './limits.ts';
import { parseOptions, validationOptions } from './operation.ts';
import { presentError, rootOf } from './present-error.ts';
import { PREFLIGHT_HEADERS } from './transport-messages.ts';

export interface GraphqlHttpOptions {
  readonly schema: GraphQLSchema;
  readonly execute: Execute;
  readonly introspection: boolean;
  readonly production: boolean;
  readonly log: Log;
  readonly openContext: (request: Request, response: Response) => Promise<Context>;
}

export interface GraphqlHttp {
  readonly handler: RequestHandler;
  close(): Promise<void>;
}

/** Apollo formats errors where no context is at hand; the request's id finds its way there by this. */
const requestIds = new AsyncLocalStorage<string>();

/** GraphQL over HTTP by the specification, without the parts of Apollo that cost and are not used. */
export async function openGraphqlHttp(options: GraphqlHttpOptions): Promise<GraphqlHttp> {
  const { schema, log, production } = options;
  const server = new ApolloServer<Context>({
    gateway: executedBy(options.execute, schema),
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: { requestHeaders: PREFLIGHT_HEADERS },
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    parseOptions,
    validationRules: [...limitRules],
    validationOptions,
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled(), boundary(schema)],
    formatError: (formatted, error) =>
      presentError(asGraphqlError(formatted.extensions?.['code'], error), {
        requestId: requestIds.getStore() ?? 'unknown',
        log,
        hideSuggestions: production,
      }),
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (text) => log.warn({}, String(text)),
      error: (text) => log.error({}, String(text)),
    },
  });
  await server.start();
  const context = ({ req, res }: { req: Request; res: Response }): Promise<Context> => options.openContext(req, res).catch(refuseForNow);
  const apollo = expressMiddleware(server, { context });
  return {
    handler: (request, response, next) =>
      requestIds.run(String(response.getHeader('x-request-id')), () => void apollo(request, response, next)),
    close: () => server.stop(),
  };
}

/** The one way to give Apollo another executor is to say that it is a gateway: its parsing, validation, plugins and errors stay. */
const executedBy = (execute: Execute, schema: GraphQLSchema): ApolloServerOptionsWithGateway<Context>['gateway'] => ({
  onSchemaLoadOrUpdate: (tell) => {
    tell({ apiSchema: schema, coreSupergraphSdl: '' });
    return () => undefined;
  },
  load: async () => ({
    executor: ({ document, operationName, request, context }) =>
      execute({ schema, document, operationName, variableValues: request.variables ?? {}, contextValue: context }),
  }),
  stop: async () => undefined,
});

/** Limits that need variables before the run, and the end of the request's snapshot after it. */
const boundary = (schema: GraphQLSchema): ApolloServerPlugin<Context> => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({ document, operationName, operation, request }) => {
      // Apollo leaves an unknown name to its gateway and forgets it on the way: the only operation of a document would run under any name.
      if (!operation) throw unknownOperation(request.operationName);
      if (operation.operation === 'subscription') throw streamsElsewhere();
      refuseUnfit(schema, document, operationName ?? undefined, request.variables ?? {});
    },
    willSendResponse: async ({ contextValue, response }) => {
      await contextValue.scope.close();
      response.http.headers ??= new HeaderMap();
      response.http.headers.delete('etag');
      response.http.headers.set('cache-control', 'no-store');
      sayWhen(response);
    },
  }),
});

/** Who asks could not be found out, or asks too often: that is for later, not a fault of the request. */
function refuseForNow(error: unknown): never {
  const originalError = error instanceof Error ? error : new Error(String(error));
  const wait = retryAfterOf(error);
  const http = wait === undefined ? { status: 503 } : { status: 429, headers: new HeaderMap([['retry-after', String(wait)]]) };
  throw new GraphQLError(originalError.message, { originalError, extensions: { http } });
}

/** Seconds that are said of a request that came too often. */
function retryAfterOf(error: unknown): number | undefined {
  if (!(error instanceof ReelwrightError) || error.code !== 'RATE_LIMITED') return undefined;
  return Number(error.details?.['retryAfterSeconds'] ?? 1);
}

/** Where nothing at all could be answered, but can be later, the status tells so too, for those who read no bodies. */
function sayWhen({ body, http }: GraphQLResponse): void {
  const refusal = body.kind === 'single' && !body.singleResult.data ? body.singleResult.errors?.[0]?.extensions : undefined;
  if (refusal?.['code'] === 'UNAVAILABLE') http.status = 503;
  if (refusal?.['code'] !== 'RATE_LIMITED') return;
  http.status = 429;
  const { retryAfterSeconds } = (refusal['details'] ?? {}) as { retryAfterSeconds?: number };
  if (retryAfterSeconds !== undefined) http.headers.set('retry-after', String(retryAfterSeconds));
}

const unknownOperation = (name: string | undefined): GraphQLError =>
  new GraphQLError(
    name === undefined ? 'Name one of the operations of the document in operationName.' : `Unknown operation named "${name}".`,
    {
      extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
    },
  );

const streamsElsewhere = (): GraphQLError =>
  new GraphQLError('Subscriptions need a WebSocket at this address, with the protocol graphql-transport-ws.', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });

/** Apollo decides codes while it formats; they belong to the error itself, where both transports look. */
function asGraphqlError(code: unknown, error: unknown): unknown {
  if (error instanceof GraphQLError && rootOf(error) === error) {
    error.extensions['code'] ??= code;
    return error;
  }
  return unwrapResolverError(error) === error && !(error instanceof GraphQLError) && code === 'BAD_REQUEST'
    ? new GraphQLError(error instanceof Error ? error.message : 'Malformed request.', { extensions: { code } })
    : error;
}
