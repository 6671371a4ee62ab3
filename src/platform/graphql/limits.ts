import { GraphQLError, Kind, getOperationAST, getVariableValues } from 'graphql';
import type {
  ASTVisitor,
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  SelectionNode,
  SelectionSetNode,
  ValidationContext,
  ValidationRule,
} from 'graphql';
// Its other build takes graphql-js' second module format, to which our schema is a stranger: every count would end in an error.
import { getComplexity } from 'graphql-query-complexity/cjs';
import type { ComplexityEstimator } from 'graphql-query-complexity/cjs';
import { DEFAULT_PAGE } from '../../kernel/page.ts';

/** What one operation may ask for, checked before it runs. Published in docs/limits.md. */
export const LIMITS = {
  /** Lexical tokens of the document. */
  tokens: 2_000,
  /** Fields inside fields. */
  depth: 12,
  /** Objects and lists inside each other. */
  variableDepth: 12,
  aliases: 30,
  directives: 30,
  /** One a field; the fields of a connection count as often as items are asked for. */
  cost: 5_000,
  /** Errors that are told of an operation that does not fit; the rest is left out. */
  errorsBeforeRun: 5,
  /** Bytes of an HTTP request's body. */
  bodyBytes: 1024 * 1024,
  /** Bytes of a WebSocket message. */
  messageBytes: 1024 * 1024,
  /** Queries, mutations and subscriptions that run. */
  operationsPerSocket: 100,
  /** The client's name for an operation on a socket; it is repeated in every message about it. */
  operationIdCharacters: 128,
  /** Ids, documents and variables of the operations that run on a socket, together. */
  heldBytesPerSocket: 1024 * 1024,
  /** A longer document is not kept between two requests, parsed or compiled. */
  keptDocumentCharacters: 10_000,
} as const;

/** Where it is thrown rather than reported, Apollo would take it for a fault of the server. */
const REFUSED = { http: { status: 400 } };

const tooComplex = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'OPERATION_TOO_COMPLEX', ...REFUSED } });

/** Limits that the document alone decides. */
export const limitRules: readonly ValidationRule[] = [sizeRule, countRule, oneMutationRule, storableTextRule];

interface Size {
  /** Fields inside fields. */
  readonly depth: number;
  /** Fields and fragments, those inside of fragments as often as they are used. */
  readonly selections: number;
}

const NOTHING: Size = { depth: 0, selections: 0 };

function sizeRule(context: ValidationContext): ASTVisitor {
  const measure = measureIn(context);
  return {
    OperationDefinition({ selectionSet }) {
      const { depth, selections } = measure(selectionSet);
      if (depth > LIMITS.depth) context.reportError(tooComplex(`The operation is ${depth} levels deep; ${LIMITS.depth} are allowed.`));
      // Before the cost is counted, since that goes through fragments as often as they are used: thirty that each hold the next one
      // twice are a billion.
      if (selections > LIMITS.cost) context.reportError(tooComplex(`The operation selects more than ${LIMITS.cost} fields and fragments.`));
    },
  };
}

/** Measures each fragment once, however often it is used. Introspection has no depth: the schema bounds it, and tools need 13 levels of it. */
function measureIn(context: ValidationContext): (set: SelectionSetNode) => Size {
  const known = new Map<FragmentDefinitionNode, Size>();
  const sizeOf = (selection: SelectionNode): Size => {
    const below =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? ofFragment(context.getFragment(selection.name.value))
        : selection.selectionSet
          ? measure(selection.selectionSet)
          : NOTHING;
    const depth = selection.kind !== Kind.FIELD ? below.depth : selection.name.value.startsWith('__') ? 1 : 1 + below.depth;
    return { depth, selections: 1 + below.selections };
  };
  const ofFragment = (fragment: FragmentDefinitionNode | null | undefined): Size => {
    if (!fragment) return NOTHING;
    const before = known.get(fragment);
    if (before) return before;
    // A fragment inside itself is reported by another rule; here it only must not run for ever.
    known.set(fragment, NOTHING);
    const size = measure(fragment.selectionSet);
    known.set(fragment, size);
    return size;
  };
  const measure = ({ selections }: SelectionSetNode): Size =>
    selections.map(sizeOf).reduce(
      (all, one) => ({
        depth: Math.max(all.depth, one.depth),
        selections: all.selections + one.selections,
      }),
      NOTHING,
    );
  return measure;
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

function refuseUnstorable(value: unknown, path: readonly string[]): void {
  if (typeof value === 'string' && !isStorable(value)) throw unstorable(path.join('.'));
  if (value === null || typeof value !== 'object') return;
  if (path.length > LIMITS.variableDepth) throw tooComplex(`Variables are nested deeper than ${LIMITS.variableDepth} levels.`);
  for (const [name, inner] of Object.entries(value)) refuseUnstorable(inner, [...path, name]);
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
  refuseUnstorable(variables, []);
  const operation = getOperationAST(query, operationName);
  // Variables that do not fit: the executor refuses them with better words, before anything runs.
  if (!operation || getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors) return;
  const cost = costOf(schema, query, operationName, variables);
  if (cost > LIMITS.cost) throw tooComplex(`The operation costs ${cost}; ${LIMITS.cost} are allowed. Ask for fewer items or fields.`);
}

function costOf(schema: GraphQLSchema, query: DocumentNode, operationName: string | undefined, variables: Record<string, unknown>): number {
  try {
    return getComplexity({ schema, query, variables, estimators, ...(operationName ? { operationName } : {}) });
  } catch (error) {
    // An argument that fits no more once its variable is known. The executor would refuse that one field and run the others, uncounted.
    throw new GraphQLError(error instanceof Error ? error.message : 'The operation cannot be counted.', {
      extensions: { code: 'BAD_USER_INPUT', ...REFUSED },
    });
  }
}
