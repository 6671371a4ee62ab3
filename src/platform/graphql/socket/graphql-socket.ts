import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionResult, FormattedExecutionResult, GraphQLError } from 'graphql';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { newId } from '../../../kernel/id.ts';
import type { Log } from '../../../kernel/log.ts';
import type { ConnectedActor } from '../../../kernel/actor.ts';
import type { ClientInfo } from '../../database/scope.ts';
import { Documents } from '../documents/documents.ts';
import { OPENING_MS, REFUSAL_MS } from '../caller-turns.ts';
import type { CallerTurns, EndTurn } from '../caller-turns.ts';
import type { DocumentTurns } from '../documents/document-turns.ts';
import { FanOut } from '../../event-stream/fan-out.ts';
import { REFUSED_DOCUMENT, describeOperation, idsOf, outcomeOf } from '../ended-operation.ts';
import type { CallerIds, OnOperation } from '../ended-operation.ts';
import type { Execute } from '../executor.ts';
import { LIMITS } from '../limits.ts';
import { costExtensions } from '../operation-cost.ts';
import { openSource, runOnce } from '../operation.ts';
import { networkOf } from '../../ratelimit/network.ts';
import { presentError, publicCodeOf } from '../errors/present-error.ts';
import { SharedLog } from '../../event-stream/shared-log.ts';
import { prepareOperation } from './socket-operation.ts';
import type { Connection, OperationOptions } from './socket-operation.ts';
import { SocketReader } from './socket-reader.ts';
import { HeldOperations, SocketQuota } from './socket-quota.ts';
import type { SocketLimits } from './socket-quota.ts';
import { CLOSE_EXPIRED, CLOSE_REVOKED, CLOSE_TRY_AGAIN, SocketRights } from './socket-rights.ts';
import type { RightsNews } from './socket-rights.ts';
import { followOnSocket } from './socket-subscription.ts';
import type { SocketOperation } from './socket-subscription.ts';
import { serveSockets } from './socket-transport.ts';
import type { SocketExtra } from './socket-transport.ts';

/** Milliseconds in which `connection_init` must arrive. */
const INIT_WITHIN_MS = 3_000;

export interface GraphqlSocketOptions extends OperationOptions {
  readonly execute: Execute;
  readonly production: boolean;
  readonly log: Log;
  readonly path: string;
  /** Whether pages of this origin may connect. Undefined when the client is not a browser. */
  readonly allowsOrigin: (origin: string | undefined, request: IncomingMessage) => boolean;
  /** The user whom an access token names by its signature. */
  readonly userOf: (authorization: string) => string | undefined;
  /** Identifies the caller of `connection_init`. @throws ReelwrightError UNAUTHENTICATED */
  readonly authenticate: (authorization: string) => Promise<ConnectedActor>;
  readonly clientOf: (request: IncomingMessage) => ClientInfo;
  readonly rights: RightsNews;
  readonly limits: SocketLimits;
  /** Shared with HTTP. */
  readonly turns: DocumentTurns;
  /** Shared with HTTP. */
  readonly callers: CallerTurns;
  readonly onOperation: OnOperation;
  /** Receives each event of a log that live subscribers have received. */
  readonly onDelivered?: ((event: object) => void) | undefined;
}

export interface GraphqlSocket {
  /** What is open in this process now. */
  readonly open: { readonly sockets: number; readonly operations: number };
  /**
   * Refuses new sockets, and closes the open ones with 1012 (service restart), spread evenly over this time. Their clients reconnect to other
   * processes, which would otherwise receive all of them at once.
   */
  close(spreadMs: number): Promise<void>;
}

interface Extra extends SocketExtra {
  connection?: Connection;
}

/** GraphQL over WebSocket by the graphql-transport-ws protocol, with the same limits and error mapping as HTTP. */
export function openGraphqlSocket(http: HttpServer, options: GraphqlSocketOptions): GraphqlSocket {
  const { log, openContext } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LIMITS.messageBytes });
  const clients = new WeakMap<WebSocket, ClientInfo>();
  const quota = new SocketQuota(options.limits);
  const entrance: Entrance = { sockets, options, clients, quota, isClosing: false };
  http.on('upgrade', (request, stream, head) => upgrade(entrance, request, stream, head));
  const rights = new SocketRights(options.rights, log);
  const documents = new Documents();
  const present = (result: ExecutionResult, requestId: string): FormattedExecutionResult => presentResult(options, result, requestId);
  const sharing = { fanOut: new FanOut(log, options.onDelivered), execute: options.execute, openContext, present };
  const server = serveSockets<Extra>(
    {
      connectionInitWaitTimeout: INIT_WITHIN_MS,
      onConnect: (connecting) => acceptConnection(connecting, { options, clients, quota, rights }),
      onDisconnect: ({ extra }) => extra.connection?.gone.abort(),
      onSubscribe: async ({ extra }, id, payload) => {
        const prepared = await prepareOperation(
          options,
          { documents, quota, turns: options.turns, callers: options.callers },
          extra.connection,
          id,
          payload,
        );
        // graphql-ws does not call another hook for an operation that the client has completed meanwhile.
        if (Array.isArray(prepared)) {
          extra.connection?.held.release(payload);
          refused(options, (prepared as readonly GraphQLError[])[0], extra.connection && idsOf(extra.connection.caller));
        }
        return prepared;
      },
      onComplete: ({ extra }, _, payload) => extra.connection?.held.release(payload),
      execute: (args) => {
        const operation = args as SocketOperation;
        return runOnce(options.execute, operation).finally(() => {
          operation.limit?.stop();
          operation.endTurn();
        });
      },
      subscribe: async (args) => {
        const operation = args as SocketOperation;
        const source = await openSource(operation);
        if (!(source instanceof SharedLog)) {
          operation.endTurn();
          return source;
        }
        ended(options, operation, {});
        return followOnSocket(sharing, operation, source);
      },
      // Called for queries, mutations and refused subscriptions: events of subscriptions do not pass graphql-ws.
      onNext: (_, __, ___, args, result) => {
        const operation = args as SocketOperation;
        const { contextValue, cost } = operation;
        const presented = present(result as ExecutionResult, contextValue.scope.requestId);
        ended(options, operation, presented);
        return cost === undefined
          ? presented
          : { ...presented, extensions: { ...presented.extensions, ...costExtensions(cost, contextValue) } };
      },
      onError: ({ extra }, _, payload, errors) => {
        extra.connection?.held.release(payload);
        return present({ errors }, newId()).errors;
      },
    },
    sockets,
    log,
  );
  return {
    get open() {
      return { sockets: sockets.clients.size, operations: quota.openOperations };
    },
    close: async (spreadMs) => {
      entrance.isClosing = true;
      await server.dispose(spreadMs);
      rights.close();
    },
  };
}

interface Acceptance extends Pick<Entrance, 'options' | 'clients' | 'quota'> {
  readonly rights: SocketRights;
}

/** Identifies the caller of a socket. False for one without rights or with too many sockets. */
async function acceptConnection(
  connecting: { readonly connectionParams?: Readonly<Record<string, unknown>> | undefined; readonly extra: Extra },
  { options, clients, quota, rights }: Acceptance,
): Promise<boolean> {
  const { connectionParams, extra } = connecting;
  const { socket } = extra;
  // graphql-ws would keep everything that a client sent with connection_init as long as the socket.
  delete (connecting as { connectionParams?: unknown }).connectionParams;
  const { notified } = rights;
  const client = clients.get(socket);
  const caller = await identify(options, connectionParams, socket, client);
  if (!caller) return false;
  const giveBack = quota.socketOfPerson(caller);
  if (!giveBack) {
    socket.close(CLOSE_TRY_AGAIN, 'Too many sockets');
    return false;
  }
  const held = new HeldOperations();
  const shared = rights.tie(socket, caller, notified);
  atTheEnd(socket, () => {
    giveBack();
    held.releaseAll();
    rights.untie(socket, shared);
  });
  extra.connection = { caller: shared, client, reader: new SocketReader(socket), gone: new AbortController(), held };
  return true;
}

/** Reports an operation that was answered, or a subscription that has begun. */
function ended({ schema, onOperation }: GraphqlSocketOptions, operation: SocketOperation, result: FormattedExecutionResult): void {
  const { document, operationName, variableValues, contextValue, startedAt } = operation;
  onOperation({
    ...describeOperation({ schema, document, operationName, variables: variableValues }),
    transport: 'SOCKET',
    outcome: outcomeOf(result),
    seconds: (performance.now() - startedAt) / 1_000,
    context: contextValue,
  });
}

/** Reports an operation, or the beginning of a socket, that was refused before there was a context. */
function refused({ onOperation }: GraphqlSocketOptions, error: unknown, caller: CallerIds | undefined): void {
  onOperation({ ...REFUSED_DOCUMENT, transport: 'SOCKET', outcome: publicCodeOf(error), seconds: 0, caller });
}

function presentResult({ production, log }: GraphqlSocketOptions, result: ExecutionResult, requestId: string): FormattedExecutionResult {
  const { errors, ...rest } = result;
  const shown = errors?.map((error) => presentError(error, { requestId, log, hideSuggestions: production, revealCause: !production }));
  return shown ? { ...rest, errors: shown } : rest;
}

/** Calls `end` once the socket has closed, or at once if it has. */
function atTheEnd(socket: WebSocket, end: () => void): void {
  if (socket.readyState === socket.CLOSED) end();
  else socket.once('close', end);
}

interface Entrance {
  readonly sockets: WebSocketServer;
  readonly options: GraphqlSocketOptions;
  readonly clients: WeakMap<WebSocket, ClientInfo>;
  readonly quota: SocketQuota;
  isClosing: boolean;
}

function upgrade(entrance: Entrance, request: IncomingMessage, stream: Duplex, head: Buffer): void {
  const { sockets, options, clients, quota } = entrance;
  const refuse = (status: string): void => void stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  stream.on('error', () => stream.destroy());
  if (request.url?.split('?')[0] !== options.path) return refuse('404 Not Found');
  if (!options.allowsOrigin(request.headers.origin, request)) return refuse('403 Forbidden');
  // A proxy then tries another process.
  if (entrance.isClosing) return refuse('503 Service Unavailable');
  const client = options.clientOf(request);
  const giveBack = quota.socketOfAddress(client);
  if (!giveBack) return refuse('429 Too Many Requests');
  stream.once('close', giveBack);
  // Drops the HTTP request, which graphql-ws would keep as long as the socket.
  sockets.handleUpgrade(request, stream, head, (socket) => {
    clients.set(socket, client);
    sockets.emit('connection', socket);
  });
}

/** Identifies the caller. Anonymous sockets are refused, because every stream belongs to a user or key. */
async function identify(
  options: GraphqlSocketOptions,
  params: Record<string, unknown> | undefined,
  socket: WebSocket,
  client: ClientInfo | undefined,
): Promise<ConnectedActor | undefined> {
  const sent = Object.entries(params ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  const authorization = typeof sent === 'string' ? sent : sent == null ? '' : 'malformed';
  let endTurn: EndTurn | undefined;
  let countsMs = OPENING_MS;
  try {
    const caller = options.userOf(authorization) ?? networkOf(client?.address ?? '');
    endTurn = await options.callers.take(caller, () => socket.readyState !== socket.OPEN);
    // Counted before the token is looked up, as for HTTP, because a client that guesses keys may use a socket too.
    await options.meter({ kind: 'anonymous' }, client);
    return await options.authenticate(authorization);
  } catch (error) {
    countsMs = REFUSAL_MS;
    const reason = presentError(error, { requestId: newId(), log: options.log, hideSuggestions: true });
    refused(options, error, { userId: options.userOf(authorization) });
    const details = reason.extensions?.['details'] as { reason?: string } | undefined;
    if (reason.extensions?.['code'] !== 'UNAUTHENTICATED') socket.close(CLOSE_TRY_AGAIN, 'Try again later');
    else if (details?.reason === 'EXPIRED') socket.close(CLOSE_EXPIRED, 'Forbidden: EXPIRED');
    else socket.close(CLOSE_REVOKED, `Unauthorized: ${details?.reason}`);
    return undefined;
  } finally {
    endTurn?.(countsMs);
  }
}
