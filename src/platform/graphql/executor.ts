import { GraphQLError, execute, getOperationAST, getVariableValues } from 'graphql';
import type { ExecutionArgs, ExecutionResult, OperationDefinitionNode } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { LIMITS } from './limits.ts';

/** Number of compiled operations kept; each takes about 10 KB. */
const KEPT = 300;

/** Runs a validated operation. */
export type Execute = (args: ExecutionArgs) => Promise<ExecutionResult>;

/** Seen once, or cannot be compiled. */
type Known = CompiledQuery | 'SEEN' | 'INTERPRET';

/**
 * Executes operations compiled by graphql-jit, at a fraction of graphql-js's cost. Compiling takes milliseconds, so only the second use of
 * a document compiles it. Documents are compared by identity. Refusals always come from graphql-js, so that both runs give the same
 * messages.
 */
export function compilingExecutor(): Execute {
  const run = interpretingOrCompiled();
  return async (args) => {
    const result = await run(args);
    // Without data nothing ran: each variable, and each part of one, may have an error of its own.
    return result.data || !result.errors ? result : { ...result, errors: result.errors.slice(0, LIMITS.errorsBeforeRun) };
  };
}

function interpretingOrCompiled(): Execute {
  const known = new LRUCache<OperationDefinitionNode, Known>({ max: KEPT });
  return async (args) => {
    const { schema, document, rootValue, contextValue, variableValues } = args;
    const operation = getOperationAST(document, args.operationName);
    if (!operation || (document.loc?.end ?? 0) > LIMITS.keptDocumentCharacters) return execute(args);
    const before = known.get(operation);
    const next = before === 'SEEN' ? compile(args) : (before ?? 'SEEN');
    if (next !== before) known.set(operation, next);
    if (typeof next === 'string') return execute(args);
    const variables = variableValues ?? {};
    if (getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors) return execute(args);
    const result = await next.query(rootValue, contextValue, variables);
    // Without data nothing ran: graphql-jit rejected variables that graphql-js accepts.
    if (!('data' in result)) return execute(args);
    return result.errors ? { ...result, errors: result.errors.map(asWritten) } : result;
  };
}

function compile({ schema, document, operationName }: ExecutionArgs): CompiledQuery | 'INTERPRET' {
  const compiled = compileQuery(schema, document, operationName ?? undefined, { disablingCapturingStackErrors: true });
  return isCompiledQuery(compiled) ? compiled : 'INTERPRET';
}

/**
 * graphql-jit's errors look like graphql-js errors but cannot be extended. Its own findings (null for a non-null field) are server errors,
 * as any other error is.
 */
function asWritten({ message, path, locations, originalError = new Error(message) }: GraphQLError): GraphQLError {
  return Object.assign(new GraphQLError(message, { path, originalError }), { locations });
}
