import { GraphQLError, Kind, getOperationAST, getVariableValues } from 'graphql';
import type {
  ASTVisitor,
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  SelectionSetNode,
  ValidationContext,
  ValidationRule,
} from 'graphql';
// Its ES module brings a second graphql-js, which takes no schema of ours for a schema.
import { getComplexity } from 'graphql-query-complexity/cjs';
import type { ComplexityEstimator } from 'graphql-query-complexity';
import { DEFAULT_PAGE } from '../../kernel/page.ts';

/** What one operation may ask for, checked before it runs. Published in docs/limits.md. */
export const LIMITS = {
  /** Lexical tokens of the document. */
  tokens: 4_000,
  /** Fields inside fields. */
  depth: 12,
  aliases: 30,
  directives: 30,
  /** One a field; the fields of a connection count as often as items are asked for. */
  cost: 5_000,
  /** Objects and lists inside each other in the variables. */
  variableDepth: 20,
  /** Bytes of an HTTP request's body. */
  bodyBytes: 1024 * 1024,
  /** Bytes of a WebSocket message. */
  messageBytes: 1024 * 1024,
  subscriptionsPerSocket: 100,
} as const;

/** Where it is thrown rather than reported, Apollo would take it for a fault of the server. */
const REFUSED = { http: { status: 400 } };

const tooComplex = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'OPERATION_TOO_COMPLEX', ...REFUSED } });

/** Limits that the document alone decides. */
export const limitRules: readonly ValidationRule[] = [depthRule, countRule, oneMutationRule, storableTextRule];

function depthRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const depth = depthOf(operation.selectionSet, context, new Set());
      if (depth > LIMITS.depth) context.reportError(tooComplex(`The operation is ${depth} levels deep; ${LIMITS.depth} are allowed.`));
    },
  };
}

/** Introspection is exempt: its depth is bounded by the schema, and tools need 13 levels of it. */
function depthOf(set: SelectionSetNode, context: ValidationContext, inside: ReadonlySet<FragmentDefinitionNode>): number {
  return set.selections.reduce((deepest, selection) => {
    if (selection.kind === Kind.FIELD) {
      const { selectionSet, name } = selection;
      const below = selectionSet && !name.value.startsWith('__') ? depthOf(selectionSet, context, inside) : 0;
      return Math.max(deepest, 1 + below);
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) return Math.max(deepest, depthOf(selection.selectionSet, context, inside));
    const fragment = context.getFragment(selection.name.value);
    // A fragment inside itself is reported by another rule; here it only must not run for ever.
    if (!fragment || inside.has(fragment)) return deepest;
    return Math.max(deepest, depthOf(fragment.selectionSet, context, new Set([...inside, fragment])));
  }, 0);
}

function countRule(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  let directives = 0;
  return {
    Field: ({ alias }) => void (aliases += alias ? 1 : 0),
    Directive: () => void (directives += 1),
    Document: {
      leave() {
        if (aliases > LIMITS.aliases)
          context.reportError(tooComplex(`The operation has ${aliases} aliases; ${LIMITS.aliases} are allowed.`));
        if (directives > LIMITS.directives) {
          context.reportError(tooComplex(`The operation has ${directives} directives; ${LIMITS.directives} are allowed.`));
        }
      },
    },
  };
}

/** A mutation is one transaction: with two root fields it would be unclear what a failure of the second means for the first. */
function oneMutationRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition({ operation, selectionSet }) {
      if (operation !== 'mutation') return;
      const [only, ...more] = selectionSet.selections;
      if (more.length > 0 || only?.kind !== Kind.FIELD) {
        context.reportError(
          new GraphQLError('A request has one mutation: one root field, not in a fragment.', {
            extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
          }),
        );
      }
    },
  };
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair; said here once, for every text of every operation. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

const unstorable = (path: string): GraphQLError =>
  new GraphQLError('Text may not contain NUL characters or broken Unicode.', { extensions: { code: 'BAD_USER_INPUT', path, ...REFUSED } });

function storableTextRule(context: ValidationContext): ASTVisitor {
  return { StringValue: ({ value }) => void (isStorable(value) || context.reportError(unstorable('query'))) };
}

function refuseUnstorable(value: unknown, path: string, depth = 0): void {
  if (typeof value === 'string' && !isStorable(value)) throw unstorable(path);
  if (value === null || typeof value !== 'object') return;
  if (depth > LIMITS.variableDepth) throw tooComplex(`The variables are nested deeper than ${LIMITS.variableDepth} levels.`);
  for (const [name, inner] of Object.entries(value)) refuseUnstorable(inner, path === '' ? name : `${path}.${name}`, depth + 1);
}

const estimators: ComplexityEstimator[] = [
  ({ args, childComplexity, field }) => {
    const isConnection = field.args.some(({ name }) => name === 'first');
    const items = Number(args['first'] ?? args['last'] ?? DEFAULT_PAGE);
    return isConnection ? 1 + childComplexity * Math.max(1, items) : 1 + childComplexity;
  },
];

/** What the variables decide too. @throws GraphQLError OPERATION_TOO_COMPLEX or BAD_USER_INPUT */
export function refuseUnfit(
  schema: GraphQLSchema,
  query: DocumentNode,
  operationName: string | undefined,
  variables: Record<string, unknown>,
): void {
  refuseUnstorable(variables, '');
  const cost = costOf(schema, query, operationName, variables);
  if (cost > LIMITS.cost) throw tooComplex(`The operation costs ${cost}; ${LIMITS.cost} are allowed. Ask for fewer items or fields.`);
}

function costOf(schema: GraphQLSchema, query: DocumentNode, operationName: string | undefined, variables: Record<string, unknown>): number {
  const operation = getOperationAST(query, operationName);
  // Variables that do not fit: the executor refuses them with better words, before anything runs.
  if (!operation || getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors) return 0;
  try {
    return getComplexity({ schema, query, variables, estimators, ...(operationName ? { operationName } : {}) });
  } catch (error) {
    // What is left to complain about is a document that unfolds to more fields than it counts (10,000).
    if (error instanceof GraphQLError) throw tooComplex('The operation unfolds to too many fields. Use fewer fragments inside fragments.');
    throw error;
  }
}
