import { GraphQLError, getOperationAST } from 'graphql';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { contentHash } from '../../text/content-hash.ts';
import { newId } from '../../../kernel/id.ts';
import type { Actor, ConnectedActor } from '../../../kernel/actor.ts';
import { NEVER_ABORTED } from '../../../kernel/signals.ts';
import type { TimeLimit } from '../../../kernel/signals.ts';
import type { EndTurn } from '../caller-turns.ts';
import type { Context } from '../context.ts';
import { traitsOf } from '../documents/documents.ts';
import type { Execute } from '../executor.ts';
import type { FanOut, Following, Subscriber } from '../../event-stream/fan-out.ts';
import { runOnce } from '../operation.ts';
import type { LogEvent, SharedLog } from '../../event-stream/shared-log.ts';
import type { SocketReader } from './socket-reader.ts';

/** An operation that was received over a socket and can be run. */
export interface SocketOperation extends ExecutionArgs {
  readonly contextValue: Context;
  /** The client's id of the operation, which is part of every message about it. */
  readonly id: string;
  readonly query: string;
  readonly caller: ConnectedActor;
  readonly reader: SocketReader;
  /** When it was received, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** Undefined for invalid variables. */
  readonly cost: number | undefined;
  /** Ends the caller's turn: when the answer is complete, or when a subscription has read its log for the first time. */
  readonly endTurn: EndTurn;
  /** The limit of time of work outside of the database; undefined for subscriptions. */
  readonly limit: TimeLimit | undefined;
}

export interface SubscriptionEnvironment {
  readonly fanOut: FanOut;
  readonly execute: Execute;
  readonly openContext: (actor: Actor, requestId: string, signal: AbortSignal) => Context;
  /** Converts errors for clients. */
  readonly present: (result: ExecutionResult, requestId: string) => object;
}

/**
 * Follows a log for one subscription of a socket. Events are written directly to the socket as bytes that many sockets share; graphql-ws
 * would serialize each result per socket. graphql-ws receives an empty stream that ends with the subscription.
 */
export function followOnSocket(
  environment: SubscriptionEnvironment,
  operation: SocketOperation,
  log: SharedLog,
): AsyncIterableIterator<ExecutionResult> {
  return new SocketSubscription(environment, operation, log);
}

/** A class, because closures for these methods would take 2 KB per subscription. */
class SocketSubscription implements Subscriber<LogEvent>, AsyncIterableIterator<ExecutionResult> {
  readonly key: string;
  readonly #head: string;
  readonly #viewer: ConnectedActor;
  readonly #following: Following;

  constructor(
    private readonly environment: SubscriptionEnvironment,
    private readonly operation: SocketOperation,
    readonly log: SharedLog,
  ) {
    this.#viewer = log.workspaceId === undefined ? operation.caller : narrowed(operation.caller, log.workspaceId);
    this.#head = `{"id":${JSON.stringify(operation.id)},"type":"next","payload":`;
    this.key = keyOf(operation, this.#viewer, log.workspaceId === undefined);
    // Comes last, because the subscription begins at once.
    this.#following = environment.fanOut.follow(this);
  }

  get gone(): boolean {
    return this.operation.reader.gone;
  }

  get full(): boolean {
    return this.operation.reader.full;
  }

  async render(event: LogEvent): Promise<Buffer> {
    const { execute, openContext, present } = this.environment;
    const requestId = newId();
    // The signal is never aborted: shared work continues when one of the waiting sockets leaves.
    const result = await run(execute, this.operation, event, () => openContext(this.#viewer, requestId, NEVER_ABORTED));
    return Buffer.from(`${JSON.stringify(present(result, requestId))}}`);
  }

  begun(): void {
    this.operation.endTurn();
  }

  send(payload: Buffer): void {
    this.operation.reader.send(this.#head, payload);
  }

  drained(): Promise<void> {
    return this.operation.reader.drained();
  }

  next(): Promise<IteratorResult<ExecutionResult>> {
    return this.#following.ended.then(done);
  }

  return(): Promise<IteratorResult<ExecutionResult>> {
    this.#following.leave();
    return Promise.resolve(done());
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

const done = (): IteratorResult<ExecutionResult> => ({ done: true, value: undefined });

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

/** Viewers by caller, which sockets with the same rights share, and by workspace. */
const viewers = new WeakMap<ConnectedActor, Map<string, ConnectedActor>>();

/**
 * The caller restricted to one workspace, who represents everyone with the same role there: nothing of a person's other workspaces can
 * reach the group.
 */
function narrowed(caller: ConnectedActor, workspaceId: string): ConnectedActor {
  if (caller.kind === 'reviewer') return caller;
  const known = viewers.get(caller) ?? new Map<string, ConnectedActor>();
  viewers.set(caller, known);
  const role = caller.memberships.get(workspaceId);
  const viewer = known.get(workspaceId) ?? { ...caller, memberships: new Map(role ? [[workspaceId, role]] : []) };
  known.set(workspaceId, viewer);
  return viewer;
}

/** A key that is equal for subscriptions that receive identical bytes, wherever they start. */
function keyOf(
  { schema, document, operationName, variableValues, query }: SocketOperation,
  viewer: ConnectedActor,
  isPersonal: boolean,
): string {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error('an operation that was read has a name that fits');
  const { cursors, perViewer } = traitsOf(schema, document, operation);
  return contentHash({
    query,
    operationName,
    variables: Object.fromEntries(Object.entries(variableValues ?? {}).filter(([name]) => !cursors.has(name))),
    role: viewer.kind === 'reviewer' ? viewer.linkId : [...viewer.memberships],
    // Keys form groups of their own, because a field that only people may see is refused to them.
    kind: viewer.kind,
    // What is bound to a session must not reach another session of the same user, which may outlive it.
    viewer: perViewer || isPersonal ? (viewer.kind === 'key' ? viewer.keyId : viewer.sessionId) : undefined,
  });
}
