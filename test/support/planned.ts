import { parse, validate } from 'graphql';
import type { ExecutionResult } from 'graphql';
import { plannedRoots, resolvedFields } from '../../src/app/reads/planned-reads.ts';
import { openSchema, type ApiSchema } from '../../src/app/schema.ts';
import { newId } from '../../src/kernel/id.ts';
import type { ReadPool } from '../../src/platform/database/reads/read-pool.ts';
import type { Context } from '../../src/platform/graphql/context.ts';
import { compilingExecutor } from '../../src/platform/graphql/executor.ts';
import { PlannedAnswers } from '../../src/platform/graphql/plans/planned-answers.ts';
import { plannedExecutor } from '../../src/platform/graphql/plans/planned-executor.ts';
import { RawJson } from '../../src/platform/graphql/plans/raw-json.ts';
import { ReadPlanner } from '../../src/platform/graphql/plans/read-planner.ts';
import type { Engine } from './engine.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** Operations as the API runs them, with plans and without. */
export interface PlannedApi {
  readonly schema: ApiSchema['schema'];
  readonly planner: ReadPlanner;
  /** Number of answers that a plan gave. */
  plannedAnswers(): number;
  hasPlan(query: string, variables?: Variables): boolean;
  /** The answer's JSON without white space, of somebody with a valid token of this session. */
  withPlan(sessionId: string, query: string, variables?: Variables): Promise<string>;
  withoutPlan(sessionId: string, query: string, variables?: Variables): Promise<string>;
}

export async function openPlanned(engine: Engine, reads: ReadPool = engine.database.reads): Promise<PlannedApi> {
  const { schema, instance } = await openSchema(engine);
  const planner = new ReadPlanner({ schema, roots: plannedRoots(), resolved: resolvedFields() });
  const noPlans = new ReadPlanner({ schema, roots: new Map(), resolved: new Set() });
  const execute = compilingExecutor();
  const executors = {
    planned: plannedExecutor(new PlannedAnswers(planner, reads), execute),
    plain: plannedExecutor(new PlannedAnswers(noPlans, reads), execute),
  };
  let plannedAnswers = 0;
  const documents = new Map<string, ReturnType<typeof parse>>();
  const documentOf = (query: string): ReturnType<typeof parse> => {
    const document = documents.get(query) ?? parse(query);
    const [error] = documents.has(query) ? [] : validate(schema, document);
    if (error) throw error;
    documents.set(query, document);
    return document;
  };
  const run =
    (kind: keyof typeof executors) =>
    async (sessionId: string, query: string, variables: Variables = {}) => {
      const context: Context = {
        scope: scopeOf(engine),
        instance,
        unidentified: {
          sessionId,
          userId: newId(),
          identify: async () => {
            const actor = await engine.identity
              .revalidate(scopeOf(engine), sessionId)
              .catch(() => ({ kind: 'anonymous', refused: 'REVOKED' }) as const);
            return engine.database.scope({ actor, requestId: newId(), signal: new AbortController().signal });
          },
        },
      };
      const result = await executors[kind]({ schema, document: documentOf(query), variableValues: variables, contextValue: context });
      await context.scope.close();
      if (result.data instanceof RawJson) plannedAnswers += 1;
      return textOf(result);
    };
  return {
    schema,
    planner,
    plannedAnswers: () => plannedAnswers,
    hasPlan: (query, variables = {}) => planner.planOf({ schema, document: documentOf(query), variableValues: variables }) !== undefined,
    withPlan: run('planned'),
    withoutPlan: run('plain'),
  };
}

const scopeOf = ({ database }: Engine) =>
  database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal: new AbortController().signal });

/** Numbers in one spelling, which PostgreSQL writes otherwise (1e-07); the order of fields is kept. */
function textOf({ data, errors }: ExecutionResult): string {
  const told = errors?.map(({ message, path, originalError }) => ({
    message,
    path,
    code: (originalError as { code?: string } | undefined)?.code,
  }));
  return JSON.stringify({ errors: told, data: data instanceof RawJson ? (JSON.parse(data.text) as unknown) : data });
}
