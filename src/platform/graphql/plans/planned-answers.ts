import { GraphQLError } from 'graphql';
import type { DocumentNode, ExecutionArgs, ExecutionResult } from 'graphql';
import type { ReadPool } from '../../database/reads/read-pool.ts';
import type { Context } from '../context.ts';
import { Documents } from '../documents/documents.ts';
import { UNSAFE_NUMBER } from './column-value.ts';
import { RawJson } from './raw-json.ts';
import type { PlannedAnswer, ReadPlanner } from './read-planner.ts';

/** Answers operations that have a plan by one statement each, whose JSON is the answer. */
export class PlannedAnswers {
  readonly #answers = new WeakMap<Context, Promise<ExecutionResult | undefined>>();
  /** Validated documents that had a plan. */
  readonly #documents = new Documents();

  constructor(
    private readonly planner: ReadPlanner,
    private readonly reads: ReadPool,
  ) {}

  /** A validated document that had a plan for some variables. */
  document(text: string): DocumentNode | undefined {
    return this.#documents.get(text);
  }

  /**
   * The answer to a validated operation, read once for each context. Undefined when resolvers must answer: the operation has no plan, or its
   * statement returned no row, and resolvers report the missing object or the ended session.
   */
  async answer(args: ExecutionArgs): Promise<ExecutionResult | undefined> {
    const context = args.contextValue as Context;
    const before = this.#answers.get(context);
    if (before || !context.unidentified) return before;
    const planned = this.planner.planOf(args);
    if (!planned) return undefined;
    const text = args.document.loc?.source.body;
    if (text !== undefined) this.#documents.add(text, args.document);
    const answer = this.#read(context.unidentified.sessionId, planned);
    this.#answers.set(context, answer);
    return answer;
  }

  async #read(sessionId: string, { key, read }: PlannedAnswer): Promise<ExecutionResult | undefined> {
    try {
      const text = await this.reads.read(sessionId, read);
      return text === null || text.includes(UNSAFE_NUMBER) ? undefined : { data: new RawJson(`{"${key}":${text}}`) };
    } catch (error) {
      // Reported instead of retried with resolvers, which would double the load of a slow or unavailable database.
      const originalError = error instanceof Error ? error : new Error(String(error));
      return { data: null, errors: [new GraphQLError(originalError.message, { originalError, path: [key] })] };
    }
  }
}
