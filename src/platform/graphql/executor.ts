import { GraphQLError, execute, getOperationAST, getVariableValues } from 'graphql';
import type { ExecutionArgs, ExecutionResult, OperationDefinitionNode } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { LIMITS } from './limits.ts';

/** Compiled operations that are kept; one takes some ten kilobytes. */
const KEPT = 300;

/** Runs an operation that was validated before. */
export type Execute = (args: ExecutionArgs) => Promise<ExecutionResult>;

/** Seen once; or not to be compiled, whatever for. */
type Known = CompiledQuery | 'SEEN' | 'INTERPRET';

/**
 * Executes by code that graphql-jit makes of an operation, which costs a fraction of what graphql-js takes to interpret it. To compile
 * takes some milliseconds, so that it is done for those that come a second time. Documents are known by identity: whoever parses keeps
 * them. What is refused is refused by graphql-js, so that nobody can tell the first time from the second by its words.
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
    // Without data nothing ran: it found its variables wrong where graphql-js does not.
    if (!('data' in result)) return execute(args);
    return result.errors ? { ...result, errors: result.errors.map(asWritten) } : result;
  };
}

function compile({ schema, document, operationName }: ExecutionArgs): CompiledQuery | 'INTERPRET' {
  const compiled = compileQuery(schema, document, operationName ?? undefined, { disablingCapturingStackErrors: true });
  return isCompiledQuery(compiled) ? compiled : 'INTERPRET';
}

/**
 * graphql-jit's errors pass for those of graphql-js, but nothing can be added to them. What it found itself (null where there is none)
 * is a fault of ours, as an error of any other kind.
 */
function asWritten({ message, path, locations, originalError = new Error(message) }: GraphQLError): GraphQLError {
  return Object.assign(new GraphQLError(message, { path, originalError }), { locations });
}
