import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, getOperationAST } from 'graphql';
import type { ExecutionArgs, FormattedExecutionResult, GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import type { Actor } from '../../kernel/scope.ts';
import type { Context } from './context.ts';
import { LIMITS } from './limits.ts';
import { openSource, readOperation, runOnce, runStream } from './operation.ts';
import { presentError } from './present-error.ts';

/** `connection_init` must come within this. */
const INIT_WITHIN_MS = 3_000;
/** graphql-ws clients come back with fresh connection parameters. */
const CLOSE_EXPIRED = 4403;
/** graphql-ws clients do not come back. */
const CLOSE_REVOKED = 4401;
/** setTimeout counts in 31 bits. */
const TIMER_AT_MOST_MS = 2_147_483_647;

type Person = Actor & { readonly kind: 'user' };

export interface GraphqlSocketOptions {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly production: boolean;
  readonly log: Log;
  readonly path: string;
  /** Is this page allowed to talk to us? Undefined when no browser says where it is. */
  readonly allowsOrigin: (origin: string | undefined, request: IncomingMessage) => boolean;
  /** Rejects with UNAUTHENTICATED. */
  readonly authenticate: (authorization: string) => Promise<Person>;
  readonly openContext: (actor: Actor, requestId: string, signal: AbortSignal) => Context;
  /** Calls back with the id of every session that ends anywhere. */
  readonly onSessionEnded: (listener: (sessionId: string | undefined) => void) => () => void;
}

export interface GraphqlSocket {
  /** Closes every socket with 1001 (going away); clients come back to another process. */
  close(): Promise<void>;
}

interface Connection {
  person?: Person;
  /** Aborted with the socket. */
  gone?: AbortController;
  open?: Set<string>;
}

/** GraphQL over WebSocket by the graphql-transport-ws protocol, with the same limits and the same door out as HTTP. */
export function openGraphqlSocket(http: HttpServer, options: GraphqlSocketOptions): GraphqlSocket {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LIMITS.messageBytes });
  http.on('upgrade', (request, stream, head) => upgrade(sockets, options, request, stream, head));
  const bySession = new Map<string, Set<WebSocket>>();
  const stopListening = options.onSessionEnded((sessionId) => {
    if (sessionId) bySession.get(sessionId)?.forEach((socket) => socket.close(CLOSE_REVOKED, 'Unauthorized'));
  });
  const server = useServer<{ authorization?: unknown }, Record<PropertyKey, unknown> & Connection>(
    {
      connectionInitWaitTimeout: INIT_WITHIN_MS,
      onConnect: async ({ connectionParams, extra }) => {
        const person = await identify(options, connectionParams, extra.socket);
        if (!person) return false;
        extra.person = person;
        extra.gone = new AbortController();
        extra.open = new Set();
        tieToSession(extra.socket, person, bySession);
        return true;
      },
      onDisconnect: ({ extra }) => extra.gone?.abort(),
      onSubscribe: ({ extra }, id, payload) => prepare(options, extra, id, payload),
      onComplete: ({ extra }, id) => void extra.open?.delete(id),
      execute: (args) => runOnce(args as OperationArgs),
      subscribe: async (args) => {
        const source = await openSource(args as OperationArgs);
        if (!(Symbol.asyncIterator in source)) return source;
        return runStream(args as OperationArgs, source, () => renew(options, args as OperationArgs));
      },
      onNext: (_, __, ___, args, { errors, ...result }) => {
        const { requestId } = (args as OperationArgs).contextValue.scope;
        // Both mean the same; only the optional marks of the two types differ.
        return (
          errors ? { ...result, errors: errors.map((error) => present(options, error, requestId)) } : result
        ) as FormattedExecutionResult;
      },
      onError: (_, __, ___, errors) => {
        const requestId = newId();
        return errors.map((error) => present(options, error, requestId));
      },
    },
    sockets,
  );
  return {
    close: async () => {
      stopListening();
      await server.dispose();
    },
  };
}

type OperationArgs = ExecutionArgs & { contextValue: Context };

const present = ({ production, log }: GraphqlSocketOptions, error: unknown, requestId: string) =>
  presentError(error, { requestId, log, hideSuggestions: production });

function upgrade(sockets: WebSocketServer, options: GraphqlSocketOptions, request: IncomingMessage, stream: Duplex, head: Buffer): void {
  const refuse = (status: string): void => void stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  stream.on('error', () => stream.destroy());
  if (request.url?.split('?')[0] !== options.path) return refuse('404 Not Found');
  if (!options.allowsOrigin(request.headers.origin, request)) return refuse('403 Forbidden');
  sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket, request));
}

/** Anonymous sockets are refused: everything that streams belongs to somebody. */
async function identify(
  options: GraphqlSocketOptions,
  params: Record<string, unknown> | undefined,
  socket: WebSocket,
): Promise<Person | undefined> {
  const authorization = Object.entries(params ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  try {
    return await options.authenticate(typeof authorization === 'string' ? authorization : '');
  } catch (error) {
    const reason = presentError(error, { requestId: newId(), log: options.log, hideSuggestions: true });
    const details = reason.extensions?.['details'] as { reason?: string } | undefined;
    if (reason.extensions?.['code'] !== 'UNAUTHENTICATED') socket.close(1013, 'Try again later');
    else if (details?.reason === 'EXPIRED') socket.close(CLOSE_EXPIRED, 'Forbidden: token expired');
    else socket.close(CLOSE_REVOKED, 'Unauthorized');
    return undefined;
  }
}

function tieToSession(socket: WebSocket, { sessionId, expiresAt }: Person, bySession: Map<string, Set<WebSocket>>): void {
  const life = Math.min(expiresAt.getTime() - Date.now(), TIMER_AT_MOST_MS);
  const expiry = setTimeout(() => socket.close(CLOSE_EXPIRED, 'Forbidden: token expired'), life);
  const siblings = bySession.get(sessionId) ?? new Set();
  bySession.set(sessionId, siblings.add(socket));
  socket.once('close', () => {
    clearTimeout(expiry);
    siblings.delete(socket);
    if (siblings.size === 0) bySession.delete(sessionId);
  });
}

function prepare(
  options: GraphqlSocketOptions,
  connection: Connection,
  id: string,
  payload: { query: string; operationName?: string | null | undefined; variables?: Record<string, unknown> | null | undefined },
): ExecutionArgs | readonly GraphQLError[] {
  const { person, gone, open } = connection;
  if (!person || !gone || !open) return [new GraphQLError('Not connected.', { extensions: { code: 'UNAUTHENTICATED' } })];
  if (open.size >= LIMITS.subscriptionsPerSocket) {
    return [
      new GraphQLError(`A socket carries ${LIMITS.subscriptionsPerSocket} operations at once.`, { extensions: { code: 'RATE_LIMITED' } }),
    ];
  }
  const operation = readOperation(options.schema, payload, options.introspection);
  if (!('document' in operation)) return operation;
  const { document, operationName, variables } = operation;
  if (getOperationAST(document, operationName)?.operation === 'subscription') open.add(id);
  return {
    schema: options.schema,
    document,
    variableValues: variables,
    contextValue: options.openContext(person, newId(), gone.signal),
    ...(operationName ? { operationName } : {}),
  };
}

/** The context of one event: the same person in the same request, with a snapshot of its own. */
function renew(options: GraphqlSocketOptions, { contextValue: { scope } }: OperationArgs): Context {
  return options.openContext(scope.actor, scope.requestId, scope.signal);
}
