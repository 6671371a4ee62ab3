import { GraphQLError, Kind, getOperationAST, getVariableValues, visit } from 'graphql';
import type { DocumentNode, ExecutionArgs, ExecutionResult, OperationDefinitionNode } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { executeInParts } from './execute-in-parts.ts';
import { LIMITS } from './limits.ts';

/** Number of compiled operations that are cached; each takes about 10 KB. */
const KEPT = 300;

/** After an operation was compiled, none is for so many times as long: compiling blocks the event loop. */
const REST_TIMES = 9;

/** Runs a validated operation. */
export type Execute = (args: ExecutionArgs) => Promise<ExecutionResult>;

interface Compiled {
  readonly query: CompiledQuery['query'];
  /** Variables that fields of objects in the document have, and that requests may omit. */
  readonly optional: readonly string[];
}

/** A document that was seen once, or cannot be compiled, has no compiled query. */
type Known = Compiled | 'SEEN' | 'INTERPRET';

/**
 * Executes operations that graphql-jit compiled, at a fraction of graphql-js's cost. Compiling takes milliseconds, so a document is
 * compiled at its second use. Documents are compared by identity. Refusals always come from graphql-js, so that their messages are the same
 * in both cases.
 */
export function compilingExecutor(): Execute {
  const run = interpretingOrCompiled();
  return async (args) => {
    const result = await run(args);
    // Without data nothing was executed. Each variable, and each part of one, may have an error, so their number is limited.
    return result.data || !result.errors ? result : { ...result, errors: result.errors.slice(0, LIMITS.errorsBeforeRun) };
  };
}

function interpretingOrCompiled(): Execute {
  const known = new LRUCache<OperationDefinitionNode, Known>({ max: KEPT });
  let compilesAt = 0;
  const compiled = (args: ExecutionArgs, operation: OperationDefinitionNode): Known => {
    const startedAt = performance.now();
    if (startedAt < compilesAt) return 'SEEN';
    const query = compile(args, operation);
    compilesAt = performance.now() + REST_TIMES * (performance.now() - startedAt);
    return query;
  };
  return async (args) => {
    const { schema, document, rootValue, contextValue, variableValues } = args;
    const operation = getOperationAST(document, args.operationName);
    if (!operation || (document.loc?.end ?? 0) > LIMITS.keptDocumentCharacters) return executeInParts(args);
    const before = known.get(operation);
    const next = before === 'SEEN' ? compiled(args, operation) : (before ?? 'SEEN');
    if (next !== before) known.set(operation, next);
    if (typeof next === 'string') return executeInParts(args);
    const variables = variableValues ?? {};
    // graphql-jit gives null to a field whose variable is omitted: an update would clear what it must keep.
    if (next.optional.some((name) => variables[name] === undefined)) return executeInParts(args);
    if (getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors) return executeInParts(args);
    const result = await next.query(rootValue, contextValue, variables);
    // Without data nothing was executed: graphql-jit rejects some variables that graphql-js accepts.
    if (!('data' in result)) return executeInParts(args);
    return result.errors ? { ...result, errors: result.errors.map(asWritten) } : result;
  };
}

function compile({ schema, document, operationName }: ExecutionArgs, operation: OperationDefinitionNode): Compiled | 'INTERPRET' {
  const compiled = compileQuery(schema, document, operationName ?? undefined, { disablingCapturingStackErrors: true });
  return isCompiledQuery(compiled) ? { query: compiled.query, optional: optionalVariables(document, operation) } : 'INTERPRET';
}

function optionalVariables(document: DocumentNode, { variableDefinitions = [] }: OperationDefinitionNode): readonly string[] {
  const inObjects = new Set<string>();
  visit(document, {
    ObjectField: (field) => {
      visit(field, { Variable: ({ name }) => void inObjects.add(name.value) });
      return false;
    },
  });
  const mayBeOmitted = variableDefinitions.filter(({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE && !defaultValue);
  return mayBeOmitted.map(({ variable }) => variable.name.value).filter((name) => inObjects.has(name));
}

/**
 * Converts errors of graphql-jit, which look like those of graphql-js but cannot be extended. Findings of graphql-jit itself (null for a
 * non-null field) are server errors, as any other error is.
 */
function asWritten({ message, path, locations, originalError = new Error(message) }: GraphQLError): GraphQLError {
  return Object.assign(new GraphQLError(message, { path, originalError }), { locations });
}
