import { setImmediate as yielding } from 'node:timers/promises';
import { Kind, OperationTypeNode, execute, getOperationAST } from 'graphql';
import type { ExecutionArgs, ExecutionResult, FieldNode, GraphQLError, OperationDefinitionNode } from 'graphql';

/** Root fields of a query that begin at once. */
const FIELDS_AT_ONCE = 4;

/**
 * Executes as graphql-js does, but a query with many root fields some of them at a time: graphql-js begins all of them in one turn of the
 * event loop, in which it serves nobody else. They share a connection to the database, so that together they take as long.
 */
export async function executeInParts(args: ExecutionArgs): Promise<ExecutionResult> {
  const { document, operationName } = args;
  const operation = getOperationAST(document, operationName);
  const parts = operation ? partsOf(operation) : [];
  if (!operation || parts.length < 2) return execute(args);
  const data = Object.create(null) as Record<string, unknown>;
  const errors: GraphQLError[] = [];
  for (const selections of parts) {
    await yielding();
    const part = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
    const definitions = document.definitions.map((definition) => (definition === operation ? part : definition));
    const result = await execute({ ...args, document: { ...document, definitions } });
    errors.push(...(result.errors ?? []));
    // An error of a field that may not be null, or of the variables.
    if (!result.data) return { ...result, errors };
    Object.assign(data, result.data);
  }
  return errors.length > 0 ? { errors, data } : { data };
}

/** The root fields of a query in their order, those of one response key together; one part when it has fragments there. */
function partsOf({ operation, selectionSet: { selections } }: OperationDefinitionNode): readonly (readonly FieldNode[])[] {
  if (operation !== OperationTypeNode.QUERY || selections.length <= FIELDS_AT_ONCE) return [];
  const byKey = new Map<string, FieldNode[]>();
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) return [];
    const key = (selection.alias ?? selection.name).value;
    byKey.set(key, [...(byKey.get(key) ?? []), selection]);
  }
  const fields = [...byKey.values()];
  return Array.from({ length: Math.ceil(fields.length / FIELDS_AT_ONCE) }, (_, part) =>
    fields.slice(part * FIELDS_AT_ONCE, (part + 1) * FIELDS_AT_ONCE).flat(),
  );
}
