import { AsyncLocalStorage } from 'node:async_hooks';
import { ApolloServer, HeaderMap } from '@apollo/server';
import type { ApolloServerOptionsWithGateway, ApolloServerPlugin, GraphQLRequestListener, GraphQLResponse } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { unwrapResolverError } from '@apollo/server/errors';
import { expressMiddleware } from '@as-integrations/express5';
import type { Request, RequestHandler, Response } from 'express';
import { GraphQLError } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import type { Context } from './context.ts';
import { REFUSED_DOCUMENT, describeOperation, outcomeOf } from './ended-operation.ts';
import type { CallerIds, OnOperation } from './ended-operation.ts';
import type { Execute } from './executor.ts';
import type { DocumentTurns } from './documents/document-turns.ts';
import { GuardedDocuments } from './documents/guarded-documents.ts';
import { assertWithinLimits } from './limits.ts';
import { costExtensions } from './operation-cost.ts';
import { parseOptions, validationOptions } from './operation.ts';
import { presentError, publicCodeOf, rootOf } from './errors/present-error.ts';
import { PREFLIGHT_HEADERS } from './errors/transport-messages.ts';
import { activeTracing } from '../tracing/tracing.ts';
import type { PlannedAnswers } from './plans/planned-answers.ts';
import { plannedHttp } from './plans/planned-http.ts';
import { trustedHttp } from './documents/trusted-http.ts';
import type { TrustedDocuments } from './documents/trusted-documents.ts';
import { RawJson, bodyOf } from './plans/raw-json.ts';

export interface GraphqlHttpOptions {
  readonly schema: GraphQLSchema;
  readonly execute: Execute;
  /** Answers of plans that `execute` uses, given before Apollo where they can be. */
  readonly answers?: PlannedAnswers;
  readonly introspection: boolean;
  readonly production: boolean;
  readonly log: Log;
  readonly openContext: (request: Request, response: Response) => Promise<Context>;
  /** The caller of a request whose context cannot be opened, as far as they are known. */
  readonly callerOf?: (request: Request) => CallerIds | undefined;
  readonly onOperation: OnOperation;
  /** Shared with sockets. */
  readonly turns: DocumentTurns;
  /** Documents that clients name by an id; undefined when there are none. */
  readonly trusted?: TrustedDocuments | undefined;
}

export interface GraphqlHttp {
  readonly handler: RequestHandler;
  close(): Promise<void>;
}

const requestIdOf = (response: Response): string => String(response.getHeader('x-request-id'));

/** The id of the current request, because Apollo formats errors without a context. */
const requestIds = new AsyncLocalStorage<string>();

/** GraphQL over HTTP by its specification, without the parts of Apollo that are unused or costly. */
export async function openGraphqlHttp(options: GraphqlHttpOptions): Promise<GraphqlHttp> {
  const { schema, answers, log, production } = options;
  const guarded = new GuardedDocuments(schema, options.turns);
  const server = new ApolloServer<Context>({
    gateway: executedBy(options.execute, schema),
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: { requestHeaders: PREFLIGHT_HEADERS },
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    documentStore: guarded.store,
    parseOptions,
    stringifyResult: (result) => (result.data instanceof RawJson ? bodyOf(result.data, result.extensions) : `${JSON.stringify(result)}\n`),
    validationRules: [guarded.rule],
    validationOptions,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      boundary(schema, options.onOperation, guarded),
    ],
    formatError: (formatted, error) =>
      presentError(asGraphqlError(formatted.extensions?.['code'], error), {
        requestId: requestIds.getStore() ?? 'unknown',
        log,
        hideSuggestions: production,
        revealCause: !production,
      }),
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (text) => log.warn({ event: 'apollo_warning' }, String(text)),
      error: (text) => log.error({ event: 'apollo_error' }, String(text)),
    },
  });
  await server.start();
  const contexts = new WeakMap<Request, Promise<Context>>();
  const openContext = (request: Request, response: Response): Promise<Context> => {
    const context = contexts.get(request) ?? opened(options, request, response);
    contexts.set(request, context);
    return context;
  };
  const apollo = expressMiddleware(server, { context: ({ req, res }) => openContext(req, res).catch(throwTemporary) });
  const planned: RequestHandler = answers
    ? plannedHttp({ schema, answers, openContext, onOperation: options.onOperation })
    : (_request, _response, next) => next();
  const answer: RequestHandler = (request, response, next) =>
    planned(request, response, () => requestIds.run(requestIdOf(response), () => void apollo(request, response, next)));
  const { trusted, onOperation } = options;
  const present = (error: unknown, response: Response) =>
    presentError(error, { requestId: requestIdOf(response), log, hideSuggestions: production });
  const name = trusted && trustedHttp({ documents: trusted, present, onOperation });
  return {
    handler: name ? (request, response, next) => name(request, response, () => void answer(request, response, next)) : answer,
    close: () => server.stop(),
  };
}

/** Opens the context of a request, or reports an operation that is refused without one: its document is not read. */
async function opened({ openContext, onOperation, callerOf }: GraphqlHttpOptions, request: Request, response: Response): Promise<Context> {
  const startedAt = performance.now();
  try {
    return await openContext(request, response);
  } catch (error) {
    const seconds = (performance.now() - startedAt) / 1_000;
    const requestId = requestIdOf(response);
    onOperation({ ...REFUSED_DOCUMENT, transport: 'HTTP', outcome: publicCodeOf(error), seconds, requestId, caller: callerOf?.(request) });
    throw error;
  }
}

/**
 * A gateway that runs `execute`. Registering one is the only way to replace Apollo's executor and keep its parsing, validation, plugins and
 * errors.
 */
const executedBy = (execute: Execute, schema: GraphQLSchema): ApolloServerOptionsWithGateway<Context>['gateway'] => ({
  onSchemaLoadOrUpdate: (setSchema) => {
    setSchema({ apiSchema: schema, coreSupergraphSdl: '' });
    return () => undefined;
  },
  load: async () => ({
    executor: ({ document, operationName, request, context }) =>
      execute({ schema, document, operationName, variableValues: request.variables ?? {}, contextValue: context }),
  }),
  stop: async () => undefined,
});

/** Checks the limits that depend on variables before the execution, and ends the request's snapshot after it. */
const boundary = (schema: GraphQLSchema, onOperation: OnOperation, guarded: GuardedDocuments): ApolloServerPlugin<Context> => ({
  requestDidStart: async () => boundaryOf(schema, onOperation, guarded, performance.now()),
});

function boundaryOf(
  schema: GraphQLSchema,
  onOperation: OnOperation,
  guarded: GuardedDocuments,
  startedAt: number,
): GraphQLRequestListener<Context> {
  let cost: number | undefined;
  const { hooks, end } = guarded.begin();
  return {
    ...hooks,
    didResolveOperation: async ({ document, operationName, operation, request }) => {
      try {
        // Apollo passes an unknown operation name to its gateway without checking it: a document's only operation would run under any name.
        if (!operation) throw unknownOperation(request.operationName);
        if (operation.operation === 'subscription') throw streamsElsewhere();
        cost = assertWithinLimits(schema, document, operationName ?? undefined, request.variables ?? {});
      } finally {
        end();
      }
    },
    willSendResponse: async ({ contextValue, response, document, operation, operationName, request }) => {
      end();
      await contextValue.scope.close();
      response.http.headers ??= new HeaderMap();
      response.http.headers.delete('etag');
      response.http.headers.set('cache-control', 'no-store');
      setRetryHeaders(response);
      addTraceId(response);
      if (response.body.kind === 'single' && cost !== undefined)
        response.body.singleResult = {
          ...response.body.singleResult,
          extensions: { ...response.body.singleResult.extensions, ...costExtensions(cost, contextValue) },
        };
      onOperation({
        ...(document && operation
          ? describeOperation({ schema, document, operationName, variables: request.variables })
          : REFUSED_DOCUMENT),
        transport: 'HTTP',
        outcome: response.body.kind === 'single' ? outcomeOf(response.body.singleResult) : 'OK',
        seconds: (performance.now() - startedAt) / 1_000,
        context: contextValue,
      });
    },
  };
}

/** Names the trace in the answer, so that a client can report it. Answers of plans have the header `x-trace-id` only. */
function addTraceId({ body }: GraphQLResponse): void {
  const traceId = activeTracing().current()?.traceId;
  if (traceId === undefined || body.kind !== 'single') return;
  body.singleResult.extensions = { ...body.singleResult.extensions, traceId };
}

/** Throws an error of identifying or counting the caller with the status 503 or 429, because the request itself is not at fault. */
function throwTemporary(error: unknown): never {
  const originalError = error instanceof Error ? error : new Error(String(error));
  const wait = retryAfterOf(error);
  const http = wait === undefined ? { status: 503 } : { status: 429, headers: new HeaderMap([['retry-after', String(wait)]]) };
  throw new GraphQLError(originalError.message, { originalError, extensions: { http } });
}

/** Seconds until a rate-limited request may be repeated. */
function retryAfterOf(error: unknown): number | undefined {
  if (!(error instanceof ReelwrightError) || error.code !== 'RATE_LIMITED') return undefined;
  return Number(error.details?.['retryAfterSeconds'] ?? 1);
}

/** Sets the HTTP status when nothing was answered but a retry may succeed. */
function setRetryHeaders({ body, http }: GraphQLResponse): void {
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

/** Adds the code to the error itself, where both transports read it; Apollo would add it only when it formats the error. */
function asGraphqlError(code: unknown, error: unknown): unknown {
  if (error instanceof GraphQLError && rootOf(error) === error) {
    error.extensions['code'] ??= code;
    return error;
  }
  return unwrapResolverError(error) === error && !(error instanceof GraphQLError) && code === 'BAD_REQUEST'
    ? new GraphQLError(error instanceof Error ? error.message : 'Malformed request.', { extensions: { code } })
    : error;
}
