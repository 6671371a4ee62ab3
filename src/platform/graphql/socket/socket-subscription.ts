import { GraphQLError, getOperationAST } from 'graphql';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { contentHash } from '../../text/content-hash.ts';
import { newId } from '../../../kernel/id.ts';
import type { Actor, AuthenticatedActor } from '../../../kernel/actor.ts';
import { NEVER_ABORTED } from '../../../kernel/signals.ts';
import type { Context } from '../context.ts';
import { traitsOf } from '../documents.ts';
import type { Execute } from '../executor.ts';
import type { FanOut } from '../../event-stream/fan-out.ts';
import { runOnce } from '../operation.ts';
import type { LogEvent, SharedLog } from '../../event-stream/shared-log.ts';
import type { SocketReader } from './socket-reader.ts';

/** An operation received over a socket, ready to run. */
export interface SocketOperation extends ExecutionArgs {
  readonly contextValue: Context;
  /** The client's operation id, repeated in every message about it. */
  readonly id: string;
  readonly query: string;
  readonly caller: AuthenticatedActor;
  readonly reader: SocketReader;
}

export interface SubscriptionEnvironment {
  readonly fanOut: FanOut;
  readonly execute: Execute;
  readonly openContext: (actor: Actor, requestId: string, signal: AbortSignal) => Context;
  /** Maps errors to client errors. */
  readonly present: (result: ExecutionResult, requestId: string) => object;
}

/**
 * Follows a log for one subscription of a socket. Events are written to the socket directly, as bytes shared by many sockets; graphql-ws
 * would serialize each result per socket. graphql-ws receives an empty stream that ends with the subscription.
 */
export function followOnSocket(
  { fanOut, execute, openContext, present }: SubscriptionEnvironment,
  operation: SocketOperation,
  log: SharedLog,
): AsyncIterableIterator<ExecutionResult> {
  const { id, reader, caller } = operation;
  const viewer = narrowed(caller, log.workspaceId);
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const render = async (event: LogEvent): Promise<Buffer> => {
    const requestId = newId();
    // Shared work continues when one of the waiting sockets leaves.
    const result = await run(execute, operation, event, () => openContext(viewer, requestId, NEVER_ABORTED));
    return Buffer.from(`${JSON.stringify(present(result, requestId))}}`);
  };
  const { ended, leave } = fanOut.follow({
    key: keyOf(operation, viewer),
    log,
    render,
    gone: () => reader.gone,
    full: () => reader.full,
    send: (payload) => reader.send(head, payload),
    drained: () => reader.drained(),
  });
  const over = ended.then(() => ({ done: true as const, value: undefined }));
  return {
    next: () => over,
    return: async () => {
      leave();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Executes one event in its own context, so that the selection reads current data. */
async function run(
  execute: Execute,
  operation: SocketOperation,
  rootValue: LogEvent,
  openContext: () => Context,
): Promise<ExecutionResult> {
  try {
    return await runOnce(execute, { ...operation, rootValue, contextValue: openContext() });
  } catch (error) {
    return { errors: [new GraphQLError('The event could not be resolved.', { originalError: error instanceof Error ? error : null })] };
  }
}

/** One representative per role of the workspace: nothing of a person's other workspaces can reach what all receive. */
function narrowed(caller: AuthenticatedActor, workspaceId: string): AuthenticatedActor {
  const role = caller.memberships.get(workspaceId);
  return { ...caller, memberships: new Map(role ? [[workspaceId, role]] : []) };
}

/** Equal for subscriptions that receive identical bytes, whatever their start. */
function keyOf({ schema, document, operationName, variableValues, query }: SocketOperation, viewer: AuthenticatedActor): string {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error('an operation that was read has a name that fits');
  const { cursors, perViewer } = traitsOf(schema, document, operation);
  return contentHash({
    query,
    operationName,
    variables: Object.fromEntries(Object.entries(variableValues ?? {}).filter(([name]) => !cursors.has(name))),
    role: [...viewer.memberships],
    // A field that only a person may see is refused to keys; keys form a group of their own.
    kind: viewer.kind,
    viewer: perViewer ? (viewer.kind === 'key' ? viewer.keyId : viewer.userId) : undefined,
  });
}
