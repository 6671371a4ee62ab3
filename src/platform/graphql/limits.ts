import { GraphQLError, Kind, getOperationAST, getVariableValues, validate, visit } from 'graphql';
import type {
  ASTVisitor,
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
  ValidationContext,
  ValidationRule,
} from 'graphql';
// The other build of this package bundles its own graphql-js, in which the instanceof checks of the schema fail and every count throws.
import { getComplexity } from 'graphql-query-complexity/cjs';
import type { ComplexityEstimator } from 'graphql-query-complexity/cjs';
import { DEFAULT_PAGE } from '../../kernel/page.ts';
import { mostSelectionsOfOnePlace } from './repeated-places.ts';

/** Limits of one operation, checked before it runs. docs/limits.md lists them. */
export const LIMITS = {
  /** Tokens of the document. */
  tokens: 2_000,
  /** Levels of nested fields. */
  depth: 12,
  /** Levels of nested objects and lists. */
  variableDepth: 12,
  aliases: 30,
  directives: 30,
  /** Definitions of fragments, which GraphQL's rules compare with each other. */
  fragments: 60,
  /** Selections of one field at one place of the response, with those in fragments; GraphQL's rules compare each with each. */
  repeats: 40,
  /** Cost: one per field; fields of a connection count once per requested item. */
  cost: 5_000,
  /** Maximum number of validation errors in a response; further ones are omitted. */
  errorsBeforeRun: 5,
  /** Bytes of an HTTP request body. */
  bodyBytes: 1024 * 1024,
  /** Bytes of a WebSocket message. */
  messageBytes: 1024 * 1024,
  /** Running queries, mutations and subscriptions per socket. */
  operationsPerSocket: 100,
  /** Characters of the client's id for an operation on a socket, which is part of every message about it. */
  operationIdCharacters: 128,
  /** Bytes of ids, documents and variables of the operations that run on a socket, in total. */
  heldBytesPerSocket: 1024 * 1024,
  /** Characters above which a document is not cached, neither parsed nor compiled. */
  keptDocumentCharacters: 10_000,
} as const;

/** Levels of nested objects and lists in the body of a request, with what is around the variables. */
export const MAX_BODY_DEPTH = 100;

/** Extensions of an error that is reported instead of thrown, because Apollo would treat a thrown error as a server error. */
const REFUSED = { http: { status: 400 } };

const tooComplex = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'OPERATION_TOO_COMPLEX', ...REFUSED } });

/** Limits that depend only on the document. */
export const limitRules: readonly ValidationRule[] = [sizeRule, countRule, oneMutationRule, storableTextRule];

/** Checks the limits that depend only on the document, before GraphQL's own rules, which may take a hundred times as long on what they refuse. */
export const limitErrors = (schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] =>
  validate(schema, document, limitRules, { maxErrors: LIMITS.errorsBeforeRun });

interface Size {
  /** Levels of nested fields. */
  readonly depth: number;
  /** Fields and fragments, counting a fragment's content once per use. */
  readonly selections: number;
}

const NOTHING: Size = { depth: 0, selections: 0 };

function sizeRule(context: ValidationContext): ASTVisitor {
  const measure = measureIn(context);
  return {
    OperationDefinition({ selectionSet }) {
      const { depth, selections } = measure(selectionSet);
      if (depth > LIMITS.depth)
        context.reportError(tooComplex(`The operation is ${depth} levels deep; at most ${LIMITS.depth} are allowed.`));
      // Checked before the cost analysis, which expands fragments: thirty fragments that each use the next one twice expand to a billion.
      if (selections > LIMITS.cost) context.reportError(tooComplex(`The operation selects more than ${LIMITS.cost} fields and fragments.`));
    },
  };
}

/** Measures each fragment once. Introspection is exempt from the depth: the schema bounds it, and tools need 13 levels. */
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
    // Another rule reports recursive fragments; here the recursion only has to end.
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
  let fragments = 0;
  return {
    FragmentDefinition: () => void (fragments += 1),
    Field: ({ alias }) => void (aliases += alias ? 1 : 0),
    Directive: () => void (directives += 1),
    Document: {
      leave() {
        if (aliases > LIMITS.aliases)
          context.reportError(tooComplex(`The operation has ${aliases} aliases; at most ${LIMITS.aliases} are allowed.`));
        if (directives > LIMITS.directives) {
          context.reportError(tooComplex(`The operation has ${directives} directives; at most ${LIMITS.directives} are allowed.`));
        }
        if (fragments > LIMITS.fragments)
          context.reportError(tooComplex(`The document defines ${fragments} fragments; at most ${LIMITS.fragments} are allowed.`));
        const repeats = mostSelectionsOfOnePlace(context.getDocument(), LIMITS.cost);
        if (repeats > LIMITS.repeats)
          context.reportError(
            tooComplex(
              `The document selects a field ${repeats === Infinity ? 'too many' : repeats} times at one place; at most ${LIMITS.repeats} are allowed.`,
            ),
          );
      },
    },
  };
}

/**
 * Allows one root field in a mutation. It is one transaction, and with two root fields it would be unclear what a failure of the second
 * means for the first.
 */
function oneMutationRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition({ operation, selectionSet }) {
      if (operation !== 'mutation') return;
      const [only, ...more] = selectionSet.selections;
      if (more.length > 0 || only?.kind !== Kind.FIELD) {
        context.reportError(
          new GraphQLError('A request must contain exactly one mutation root field, not inside a fragment.', {
            extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
          }),
        );
      }
    },
  };
}

/** Whether PostgreSQL can store a text, which must have neither NUL nor unpaired surrogates. Every text of every operation is checked. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

const unstorable = (path: string): GraphQLError =>
  new GraphQLError('Text must not contain NUL characters or unpaired surrogates.', {
    extensions: { code: 'BAD_USER_INPUT', path, ...REFUSED },
  });

function storableTextRule(context: ValidationContext): ASTVisitor {
  return { StringValue: ({ value }) => void (isStorable(value) || context.reportError(unstorable('query'))) };
}

function assertStorable(value: unknown, path: readonly string[]): void {
  if (typeof value === 'string' && !isStorable(value)) throw unstorable(path.join('.'));
  if (value === null || typeof value !== 'object') return;
  if (path.length > LIMITS.variableDepth) throw tooComplex(`Variables are nested deeper than ${LIMITS.variableDepth} levels.`);
  for (const [name, inner] of Object.entries(value)) assertStorable(inner, [...path, name]);
}

const estimators: ComplexityEstimator[] = [
  ({ args, childComplexity, field }) => {
    const isConnection = field.args.some(({ name }) => name === 'first');
    const items = Number(args['first'] ?? args['last'] ?? DEFAULT_PAGE);
    return isConnection ? 1 + childComplexity * Math.max(1, items) : 1 + childComplexity;
  },
];

/**
 * Checks the limits that depend on variables. Returns the cost; undefined for invalid variables, with which nothing runs. @throws
 * GraphQLError OPERATION_TOO_COMPLEX or BAD_USER_INPUT
 */
export function assertWithinLimits(
  schema: GraphQLSchema,
  query: DocumentNode,
  operationName: string | undefined,
  variables: Record<string, unknown>,
): number | undefined {
  assertStorable(variables, []);
  const operation = getOperationAST(query, operationName);
  // Invalid variables are rejected by the executor, with a better message, before anything runs.
  if (!operation || getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors) return undefined;
  const known = fixedCosts.get(operation);
  const cost = typeof known === 'number' ? known : costOf(schema, query, operationName, variables);
  if (known === undefined) fixedCosts.set(operation, hasFixedCost(query, operation) ? cost : 'VARIES');
  if (cost > LIMITS.cost)
    throw tooComplex(`The operation costs ${cost}; at most ${LIMITS.cost} is allowed. Request fewer items or fields.`);
  return cost;
}

/** Costs that do not depend on variables, cached as long as their documents. */
const fixedCosts = new WeakMap<OperationDefinitionNode, number | 'VARIES'>();

/**
 * Whether the cost is the same for all variables: there are no directives, no variable as a page size, and no nullable variable, whose null
 * could make an argument invalid.
 */
function hasFixedCost(document: DocumentNode, { variableDefinitions = [] }: OperationDefinitionNode): boolean {
  let fixed = variableDefinitions.every(({ type }) => type.kind === Kind.NON_NULL_TYPE);
  visit(document, {
    Directive: () => void (fixed = false),
    Argument: ({ name, value }) => void (fixed &&= value.kind !== Kind.VARIABLE || !PAGE_SIZES.has(name.value)),
  });
  return fixed;
}

const PAGE_SIZES: ReadonlySet<string> = new Set(['first', 'last']);

function costOf(schema: GraphQLSchema, query: DocumentNode, operationName: string | undefined, variables: Record<string, unknown>): number {
  try {
    return getComplexity({ schema, query, variables, estimators, ...(operationName ? { operationName } : {}) });
  } catch (error) {
    // An argument is invalid with its variable's value. The executor would refuse that field and run the others, without counting them.
    throw new GraphQLError(
      error instanceof Error ? error.message : 'The cost of the operation cannot be calculated: an argument is invalid.',
      {
        extensions: { code: 'BAD_USER_INPUT', ...REFUSED },
      },
    );
  }
}
