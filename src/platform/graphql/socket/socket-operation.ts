import { GraphQLError, getOperationAST } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { Deadline } from '../../../kernel/deadline.ts';
import { operationTimeout } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import { limitTime } from '../../../kernel/signals.ts';
import type { Actor, ConnectedActor } from '../../../kernel/actor.ts';
import type { ClientInfo } from '../../database/scope.ts';
import type { Context, ContextDetails } from '../context.ts';
import { REFUSAL_MS } from '../caller-turns.ts';
import type { CallerTurns, EndTurn } from '../caller-turns.ts';
import type { DocumentTurns } from '../documents/document-turns.ts';
import type { Documents } from '../documents/documents.ts';
import { nameOf, tooManyWaiting } from '../documents/guarded-documents.ts';
import { LIMITS } from '../limits.ts';
import { readOperation } from '../operation.ts';
import type { TrustedDocuments } from '../documents/trusted-documents.ts';
import type { Budget } from '../../ratelimit/token-bucket.ts';
import type { SocketReader } from './socket-reader.ts';
import type { HeldOperations, Payload, SocketQuota } from './socket-quota.ts';
import type { SocketOperation } from './socket-subscription.ts';

/** What the beginning of an operation needs. */
export interface OperationOptions {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly openContext: (actor: Actor, requestId: string, signal: AbortSignal, details?: ContextDetails) => Context;
  /** Counts one operation. @throws ReelwrightError RATE_LIMITED */
  readonly meter: (actor: Actor, client: ClientInfo | undefined) => Promise<Budget | undefined>;
  /** Maximum seconds of a query or mutation, and of the beginning of a subscription. */
  readonly operationSeconds: number;
  /** Documents that clients name by an id; undefined when there are none. */
  readonly trusted: TrustedDocuments | undefined;
}

/** State of a socket after `connection_init`. */
export interface Connection {
  readonly caller: ConnectedActor;
  readonly client: ClientInfo | undefined;
  readonly reader: SocketReader;
  /** Aborted when the socket is closed. */
  readonly gone: AbortController;
  readonly held: HeldOperations;
}

const refusal = (code: string, message: string): readonly GraphQLError[] => [new GraphQLError(message, { extensions: { code } })];

/** The operation of a message with its limits, or the reasons to refuse it. */
export async function prepareOperation(
  options: OperationOptions,
  shared: { documents: Documents; quota: SocketQuota; turns: DocumentTurns; callers: CallerTurns },
  connection: Connection | undefined,
  id: string,
  payload: Payload,
): Promise<SocketOperation | readonly GraphQLError[]> {
  const startedAt = performance.now();
  // A closing socket still receives messages as long as the client sends them, but its rights have ended.
  if (!connection || connection.reader.gone) return refusal('UNAUTHENTICATED', 'Not connected.');
  const { caller, client, held } = connection;
  const full = held.hold(id, payload, () => shared.quota.operation(caller, client));
  if (full) return refusal(id.length > LIMITS.operationIdCharacters ? 'BAD_USER_INPUT' : 'RATE_LIMITED', full);
  const endTurn = await shared.callers.take(nameOf(caller, client), () => connection.reader.gone).catch(asRefusal);
  if (endTurn instanceof GraphQLError) return [endTurn];
  const prepared = await prepareInTurn(options, shared, connection, { id, payload, startedAt, endTurn });
  if (!('document' in prepared)) endTurn(REFUSAL_MS);
  return prepared;
}

interface Received {
  readonly id: string;
  readonly payload: Payload;
  readonly startedAt: number;
  readonly endTurn: EndTurn;
}

async function prepareInTurn(
  options: OperationOptions,
  { documents, turns }: { documents: Documents; turns: DocumentTurns },
  { caller, client, gone, reader }: Connection,
  { id, payload, startedAt, endTurn }: Received,
): Promise<SocketOperation | readonly GraphQLError[]> {
  if (reader.gone) return refusal('UNAUTHENTICATED', 'Not connected.');
  const budget = await options.meter(caller, client).catch(asRefusal);
  if (budget instanceof GraphQLError) return [budget];
  const sent = textOf(options.trusted, payload);
  if (sent instanceof GraphQLError) return [sent];
  const end = await turns.take(nameOf(caller, client), sent, () => documents.get(sent) !== undefined);
  if (!end) return [tooManyWaiting()];
  const read = await readOperation(options.schema, { ...payload, query: sent }, options.introspection, documents);
  end();
  // The rights may have ended while it waited.
  if (reader.gone) return refusal('UNAUTHENTICATED', 'Not connected.');
  if (!('document' in read)) return read;
  const { document, operationName, variables, cost } = read;
  // Document and query are kept as long as the operation, so the text of the shared document is used instead of a copy for each socket.
  const query = document.loc?.source.body ?? sent;
  Object.assign(payload, { query });
  const { operationSeconds } = options;
  // A subscription continues after its beginning, which has the deadline only.
  const limit =
    getOperationAST(document, operationName)?.operation === 'subscription'
      ? undefined
      : limitTime(gone.signal, operationSeconds * 1_000, () => operationTimeout());
  const details = { client, budget, deadline: new Deadline(operationSeconds) };
  return {
    id,
    query,
    caller,
    reader,
    startedAt,
    endTurn,
    schema: options.schema,
    document,
    variableValues: variables,
    cost,
    limit,
    contextValue: options.openContext(caller, newId(), limit?.signal ?? gone.signal, details),
    ...(operationName ? { operationName } : {}),
  };
}

const asRefusal = (error: unknown): GraphQLError =>
  new GraphQLError(String(error), { originalError: error instanceof Error ? error : null });

/** The document of a message, or the reason to refuse it. */
function textOf(trusted: TrustedDocuments | undefined, payload: Payload): string | GraphQLError {
  try {
    return trusted?.textOf(payload) ?? payload.query;
  } catch (error) {
    return asRefusal(error);
  }
}
