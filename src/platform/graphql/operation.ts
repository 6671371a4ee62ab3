import { setImmediate as yielding } from 'node:timers/promises';
import {
  GraphQLError,
  createSourceEventStream,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
  NoSchemaIntrospectionCustomRule,
} from 'graphql';
import type { DocumentNode, ExecutionArgs, ExecutionResult, GraphQLSchema, ValidationRule } from 'graphql';
import type { Context } from './context.ts';
import type { Documents } from './documents/documents.ts';
import { SharedLog } from '../event-stream/shared-log.ts';
import type { Execute } from './executor.ts';
import { LIMITS, assertWithinLimits, limitErrors } from './limits.ts';
import { rootOf } from './errors/present-error.ts';

export const parseOptions = { maxTokens: LIMITS.tokens };
export const validationOptions = { maxErrors: LIMITS.errorsBeforeRun };

export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** A validated operation that can be run. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
  /** Undefined for invalid variables, with which nothing runs. */
  readonly cost: number | undefined;
}

/**
 * Parses, validates and limits a request from a transport without Apollo. Returns the errors, if there are any. Documents in `documents`
 * were validated before. Between the parts of its work others are served.
 */
export async function readOperation(
  schema: GraphQLSchema,
  request: OperationRequest,
  introspection: boolean,
  documents?: Documents,
): Promise<Operation | readonly GraphQLError[]> {
  const variables = request.variables ?? {};
  const operationName = request.operationName ?? undefined;
  try {
    const known = documents?.get(request.query);
    const document = known ?? parseDocument(request.query);
    const errors = known ? [] : await errorsOf(schema, document, introspection);
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    if (!known) documents?.add(request.query, document);
    if (!getOperationAST(document, operationName)) {
      return [withCode(new GraphQLError('Name one of the operations of the document in operationName.'), 'BAD_USER_INPUT')];
    }
    const cost = assertWithinLimits(schema, document, operationName, variables);
    return { document, operationName, variables, cost };
  } catch (error) {
    if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    throw error;
  }
}

async function errorsOf(schema: GraphQLSchema, document: DocumentNode, introspection: boolean): Promise<readonly GraphQLError[]> {
  const beyondLimits = limitErrors(schema, document);
  if (beyondLimits.length > 0) return beyondLimits;
  await yielding();
  const errors = validate(schema, document, rulesOf(introspection), validationOptions);
  await yielding();
  return errors;
}

const rulesOf = (introspection: boolean): readonly ValidationRule[] => [
  ...specifiedRules,
  ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
];

/** Parses a document. Thousands of nested lists would exhaust the parser's stack before its token limit applies. */
function parseDocument(query: string): DocumentNode {
  try {
    return parse(query, parseOptions);
  } catch (error) {
    throw error instanceof RangeError ? new GraphQLError('Syntax Error: The document is nested too deeply.') : error;
  }
}

/** Runs a query or mutation with one context and closes it. */
export async function runOnce(execute: Execute, args: ExecutionArgs & { contextValue: Context }): Promise<ExecutionResult> {
  try {
    return withInputCodes(await execute(args));
  } finally {
    await args.contextValue.scope.close();
  }
}

/** Opens the source of a subscription. Errors of its first authorization or lookup are returned as a result. */
export async function openSource(args: ExecutionArgs & { contextValue: Context }): Promise<SharedLog | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (source instanceof SharedLog) return source;
  // Ends the snapshot of the refused read, because no stream follows that would end it.
  await args.contextValue.scope.close();
  if (Symbol.asyncIterator in source) throw new Error('a subscription returns a SharedLog');
  return withInputCodes(source);
}

/** Gives an error without a path the code of an invalid input: such an error means that the executor rejected the variables. */
const withInputCodes = (result: ExecutionResult): ExecutionResult => ({
  ...result,
  ...(result.errors
    ? { errors: result.errors.map((error) => (error.path || rootOf(error) !== error ? error : withCode(error, 'BAD_USER_INPUT'))) }
    : {}),
});

function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions['code'] ??= code;
  return error;
}
