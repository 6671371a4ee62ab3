import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import type { GraphQLSchema } from 'graphql';
import type { AuthenticatedActor } from '../../kernel/actor.ts';
import { Deadline } from '../../kernel/deadline.ts';
import { operationTimeout } from '../../kernel/errors.ts';
import { limitTime } from '../../kernel/signals.ts';
import type { Log } from '../../kernel/log.ts';
import type { ClientInfo } from '../../platform/database/scope.ts';
import { Documents } from '../../platform/graphql/documents/documents.ts';
import { codeOf, describeOperation } from '../../platform/graphql/ended-operation.ts';
import type { OnOperation } from '../../platform/graphql/ended-operation.ts';
import type { Execute } from '../../platform/graphql/executor.ts';
import { openSource, readOperation, runOnce } from '../../platform/graphql/operation.ts';
import { presentError } from '../../platform/graphql/errors/present-error.ts';
import { SharedLog } from '../../platform/event-stream/shared-log.ts';
import type { RequestContexts } from '../http/request-context.ts';

/** The caller of one HTTP request to `/mcp`: an API key. */
export interface McpCaller {
  readonly actor: AuthenticatedActor & { readonly kind: 'key' };
  readonly client: ClientInfo;
  readonly requestId: string;
  /** Aborted when the client disconnects. */
  readonly signal: AbortSignal;
}

export interface OperationEnvironment {
  readonly schema: GraphQLSchema;
  readonly execute: Execute;
  readonly contexts: Pick<RequestContexts, 'of' | 'revalidate'>;
  readonly onOperation: OnOperation;
  /** Maximum seconds of an operation. */
  readonly operationSeconds: number;
  readonly production: boolean;
  readonly log: Log;
}

type Variables = Record<string, unknown>;
export type Data = Readonly<Record<string, unknown>>;

/** Runs the checked-in operations of tools as an HTTP request would: same limits, authorization, logs and metrics. */
export class ToolOperations {
  readonly #documents = new Documents();

  constructor(private readonly environment: OperationEnvironment) {}

  /** The data of an operation. @throws the first error of the operation */
  async run(caller: McpCaller, query: string, variables: Variables): Promise<Data> {
    const { execute, onOperation, operationSeconds, schema } = this.environment;
    const startedAt = performance.now();
    const limit = limitTime(caller.signal, operationSeconds * 1_000, () => operationTimeout());
    const operation = await this.#read({ ...caller, signal: limit.signal }, query, variables);
    const result = await runOnce(execute, operation).finally(() => limit.stop());
    const { contextValue: context, document } = operation;
    const seconds = (performance.now() - startedAt) / 1_000;
    onOperation({
      ...describeOperation({ schema, document, variables }),
      transport: 'HTTP',
      outcome: result.errors?.[0] ? codeOf(result.errors[0]) : 'OK',
      seconds,
      context,
    });
    if (result.errors?.[0]) throw result.errors[0];
    // As clients receive it: scalars such as DateTime become text.
    return JSON.parse(JSON.stringify(result.data)) as Data;
  }

  /** The log of a subscription, after the authorization of its first read. @throws the first error of the operation */
  async follow(caller: McpCaller, query: string, variables: Variables): Promise<SharedLog> {
    const source = await openSource(await this.#read(caller, query, variables));
    if (source instanceof SharedLog) return source;
    throw source.errors?.[0] ?? new Error('a subscription has a source or an error');
  }

  /** The caller with current rights. Not counted as an operation, as events of a subscription are not. @throws ReelwrightError UNAUTHENTICATED */
  async again(caller: McpCaller): Promise<McpCaller> {
    const actor = await this.environment.contexts.revalidate({ kind: 'key', keyId: caller.actor.keyId });
    if (actor.kind !== 'key') throw new Error('a key stays a key');
    return { ...caller, actor };
  }

  /** An error as the result of a tool, in the form of GraphQL errors. Every unexpected error is masked. */
  refusal(error: unknown, requestId: string): CallToolResult {
    const { production, log } = this.environment;
    const { message, extensions } = presentError(error, { requestId, log, hideSuggestions: production, revealCause: !production });
    return { isError: true, content: [textOf({ message, ...extensions })] };
  }

  async #read({ actor, client, requestId, signal }: McpCaller, query: string, variables: Variables) {
    const { schema, contexts, operationSeconds } = this.environment;
    const operation = await readOperation(schema, { query, variables }, false, this.#documents);
    if ('length' in operation) throw operation[0] ?? new Error('an operation that cannot be read has an error');
    const contextValue = contexts.of(actor, requestId, signal, { client, deadline: new Deadline(operationSeconds) });
    return { schema, document: operation.document, variableValues: variables, contextValue };
  }
}

/** Text with a value as JSON, for clients that do not read structured results. */
export const textOf = (value: unknown): ContentBlock => ({ type: 'text', text: JSON.stringify(value) });
