import type { GraphiQL } from 'graphiql';
import { getOperationAST, Kind, OperationTypeNode, parse, type OperationDefinitionNode, type ValueNode } from 'graphql';
import { CloseCode, createClient, TerminatedCloseEvent, type Client, type Sink } from 'graphql-ws';
import type { ComponentProps } from 'react';
import { learn, missing, type Known } from './examples.ts';
import type { Live } from './live.ts';
import { ENDPOINT, send, type Answer, type Operation } from './request.ts';
import type { Session } from './session.ts';
import type { Store } from './store.ts';

type Fetcher = ComponentProps<typeof GraphiQL>['fetcher'];

/** Close code of a socket whose token has expired or whose rights have changed: reconnect with a fresh token. */
const FORBIDDEN: number = CloseCode.Forbidden;
/** Close code of a socket without a session, or whose session has ended. */
const UNAUTHORIZED: number = CloseCode.Unauthorized;
const ARE_WE_SIGNED_IN = '{ workspaces(first: 1) { nodes { id } } }';

interface Parts {
  readonly session: Session;
  readonly live: Live;
  readonly known: Store<Known>;
}

/** Sends GraphiQL's operations with the sign-in of the panel: queries and mutations by POST, subscriptions over one socket. */
export function createFetcher({ session, live, known }: Parts): Fetcher {
  const socket = createSocket(session);

  async function post(operation: Operation): Promise<Answer> {
    const authorization = await session.authorization();
    const answer = await send(operation, authorization);
    // An operation with a wrong password gets the same answer although the session continues, so the server is asked once more.
    if (authorization && isRefused(answer) && isRefused(await send({ query: ARE_WE_SIGNED_IN }, authorization))) session.end();
    if (answer.data) known.set(learn(known.get(), answer.data));
    return answer;
  }

  // An observable rather than an async iterable: stopping must not wait for the next event.
  const subscribe = (operation: Operation, node: OperationDefinitionNode) => ({
    subscribe(sink: Sink<Answer>) {
      const watcher = live.start(node.name?.value ?? 'subscription', jobIdOf(node, operation.variables));
      const unsubscribe = socket.subscribe(
        { query: operation.query, variables: operation.variables ?? null, operationName: operation.operationName ?? null },
        {
          next(result) {
            if (result.data) watcher.next(result.data);
            if (result.errors) watcher.end('BROKEN', result.errors[0]?.message);
            sink.next(result as Answer);
          },
          error(cause) {
            const message = readable(cause);
            watcher.end('BROKEN', message);
            // Not an Error, because GraphiQL would show its stack.
            sink.error({ message });
          },
          complete() {
            watcher.end('ENDED');
            sink.complete();
          },
        },
      );
      return {
        unsubscribe() {
          watcher.end('STOPPED');
          unsubscribe();
        },
      };
    },
  });

  return ((params: Operation) => {
    const placeholder = missing(JSON.stringify(params.variables ?? {}));
    if (placeholder) return { errors: [{ message: WHERE_FROM[placeholder] ?? `Replace ${placeholder} with a value.` }] };
    const node = operationOf(params);
    if (!node) return post(params);
    const operation = { ...params, operationName: node.name?.value };
    return node.operation === OperationTypeNode.SUBSCRIPTION ? subscribe(operation, node) : post(operation);
  }) as Fetcher;
}

const isRefused = ({ errors }: Answer): boolean => errors?.[0]?.extensions?.code === 'UNAUTHENTICATED';

/**
 * The operation to run, read from the text that is sent. GraphiQL's own state lags behind the editor for a moment and would run the
 * operation of the previous tab. A text that does not parse is left to the server.
 */
function operationOf({ query, operationName }: Operation): OperationDefinitionNode | undefined {
  try {
    const document = parse(query);
    const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    return operations.length === 1 ? operations[0] : (getOperationAST(document, operationName) ?? undefined);
  } catch {
    return undefined;
  }
}

const WHERE_FROM: Readonly<Record<string, string>> = {
  $workspaceId: 'Sign in first: this fills in $workspaceId.',
  $jobId: 'Make a film first (example “Make a film”): this fills in $jobId.',
};

function createSocket(session: Session): Client {
  const url = new URL(ENDPOINT, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = createClient({
    url: url.href,
    // Called for every connection, so after 4403 (expired token) the next one has a fresh token.
    connectionParams: async () => {
      const authorization = await session.authorization();
      return authorization ? { authorization } : {};
    },
    on: {
      closed: (cause) => {
        if (cause instanceof CloseEvent && cause.code === UNAUTHORIZED) session.end();
      },
    },
    shouldRetry: (cause) => cause instanceof CloseEvent && (cause.code !== FORBIDDEN || session.signedIn.get() !== undefined),
  });
  // Another person who signs in must not keep reading over the previous socket. The renewal of a token does not change this store.
  session.signedIn.subscribe(() => socket.terminate());
  return socket;
}

/** graphql-ws rejects with a close event, an error or a list of GraphQL errors. */
function readable(cause: unknown): string {
  if (cause instanceof TerminatedCloseEvent) return 'Signing in or out ended the subscription. Run it again.';
  if (cause instanceof Error) return cause.message;
  if (cause instanceof CloseEvent && cause.code === UNAUTHORIZED) return 'You are signed out. Sign in, then run it again.';
  if (cause instanceof CloseEvent) return `The server closed the connection: ${cause.code} ${cause.reason}`.trim();
  if (Array.isArray(cause)) return cause.map((error: { message: string }) => error.message).join('\n');
  return 'The connection failed.';
}

/** The id of the job that a subscription follows, `jobProgress(jobId: …)`, from its variables or its text. */
function jobIdOf(node: OperationDefinitionNode, variables: Operation['variables']): string | undefined {
  const [field] = node.selectionSet.selections;
  const value = field?.kind === Kind.FIELD ? field.arguments?.find(({ name }) => name.value === 'jobId')?.value : undefined;
  return value && textOf(value, variables);
}

function textOf(value: ValueNode, variables: Operation['variables']): string | undefined {
  const given = value.kind === Kind.VARIABLE ? variables?.[value.name.value] : value.kind === Kind.STRING ? value.value : undefined;
  return typeof given === 'string' ? given : undefined;
}
