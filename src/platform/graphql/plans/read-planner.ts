import { Kind, getOperationAST, getVariableValues, visit } from 'graphql';
import type { DocumentNode, ExecutionArgs, FragmentDefinitionNode, OperationDefinitionNode, SelectionNode } from 'graphql';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { LRUCache } from 'lru-cache';
import { isId } from '../../../kernel/id.ts';
import { ReelwrightError } from '../../../kernel/errors.ts';
import { inSession } from '../../database/reads/session-read.ts';
import type { Read } from '../../database/reads/read-pool.ts';
import { NoPlan } from './no-plan.ts';
import { ID_OF_REQUEST, planRead } from './read-plan.ts';
import type { PlanSource } from './read-plan.ts';

/** Maximum characters of all cached plans and their keys. */
const KEPT_CHARACTERS = 10_000_000;
/** Maximum characters of variables of an operation with a plan; page sizes and cursors are short. */
const MAX_VARIABLES = 1_000;

/** The read that answers an operation; its text is the value of `key`. */
export interface PlannedAnswer {
  readonly key: string;
  readonly read: Read;
}

/** Properties of an operation, cached as long as its document. */
interface KnownOperation {
  readonly number: number;
  /** The variable that is used only for the id of the query. */
  readonly idVariable: string | undefined;
}

interface Plan {
  readonly key: string;
  readonly statement: Read['statement'];
  readonly parameters: readonly unknown[];
  /** The id of the request, or one of the document. */
  readonly workspaceId: unknown;
}

/** Plans operations and caches the plans, one for each set of variables without the id. */
export class ReadPlanner {
  readonly #operations = new WeakMap<OperationDefinitionNode, KnownOperation>();
  #operationCount = 0;
  /** Also has operations without a plan, so that they are not planned again. */
  readonly #plans = new LRUCache<string, { readonly plan: Plan | undefined }>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: ({ plan }, question) => 100 + question.length + (plan?.statement.text.length ?? 0),
  });

  constructor(private readonly source: PlanSource) {}

  /** The plan of a validated operation; undefined when resolvers must answer it. */
  planOf({ document, operationName, variableValues }: ExecutionArgs): PlannedAnswer | undefined {
    const operation = getOperationAST(document, operationName);
    if (!operation || operation.operation !== 'query') return undefined;
    const { coerced } = getVariableValues(this.source.schema, operation.variableDefinitions ?? [], variableValues ?? {});
    if (!coerced) return undefined;
    const { number, idVariable } = this.#known(document, operation);
    const id = idVariable === undefined ? undefined : coerced[idVariable];
    if (idVariable !== undefined && (typeof id !== 'string' || !isId(id))) return undefined;
    const variables = idVariable === undefined ? coerced : { ...coerced, [idVariable]: ID_OF_REQUEST };
    const question = `${number} ${JSON.stringify(variables)}`;
    if (question.length > MAX_VARIABLES) return undefined;
    const before = this.#plans.get(question);
    const { plan } = before ?? { plan: this.#make(document, operation, variables) };
    if (!before) this.#plans.set(question, { plan });
    if (!plan) return undefined;
    const { key, statement } = plan;
    const valueOf = (value: unknown): string => String(value === ID_OF_REQUEST ? id : value);
    const workspaceId = plan.workspaceId === undefined ? undefined : valueOf(plan.workspaceId);
    return { key, read: { statement, values: plan.parameters.map(valueOf), workspaceId } };
  }

  #known(document: DocumentNode, operation: OperationDefinitionNode): KnownOperation {
    const before = this.#operations.get(operation);
    if (before) return before;
    const known = { number: (this.#operationCount += 1), idVariable: idVariableOf(document, operation) };
    this.#operations.set(operation, known);
    return known;
  }

  #make(document: DocumentNode, operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): Plan | undefined {
    try {
      const { key, statement, workspaceId } = planRead(this.source, { operation, fragments: fragmentsOf(document), variables });
      const { sql, parameters } = statement.compile(compiler);
      return { key, statement: inSession(sql, parameters.length), parameters, workspaceId };
    } catch (error) {
      // The resolver reports invalid page arguments with their path.
      if (error instanceof NoPlan || error instanceof ReelwrightError) return undefined;
      throw error;
    }
  }
}

const fragmentsOf = ({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])));

/** The variable that is passed as `id` to the root field, unless it is also used elsewhere. */
function idVariableOf(document: DocumentNode, { selectionSet }: OperationDefinitionNode): string | undefined {
  const uses = new Map<string, number>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void uses.set(name.value, (uses.get(name.value) ?? 0) + 1),
  });
  return selectionSet.selections.flatMap(idVariablesIn).find((name) => uses.get(name) === 1);
}

const idVariablesIn = (selection: SelectionNode): readonly string[] =>
  (selection.kind === Kind.FIELD ? (selection.arguments ?? []) : []).flatMap(({ name, value }) =>
    name.value === 'id' && value.kind === Kind.VARIABLE ? [value.name.value] : [],
  );

/** Compiles SQL; it never connects. */
const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});
