import { GraphQLError } from 'graphql';
import type { ExecutionResult } from 'graphql';
import type { ReadPool } from '../../database/read-pool.ts';
import { UNSAFE_NUMBER } from './column-value.ts';
import type { Context } from '../context.ts';
import type { Execute } from '../executor.ts';
import { RawJson } from './raw-json.ts';
import type { PlannedAnswer, ReadPlanner } from './read-planner.ts';

/**
 * Answers an operation that has a plan by one statement, whose JSON is the answer. Resolvers answer all others, and operations whose
 * statement returned no row: they report the missing object or the ended session.
 */
export function plannedExecutor(planner: ReadPlanner, reads: ReadPool, execute: Execute): Execute {
  return async (args) => {
    const context = args.contextValue as Context;
    const { unidentified } = context;
    const planned = unidentified && planner.planOf(args);
    const answer = planned && (await read(reads, unidentified.sessionId, planned));
    if (answer) return answer;
    if (unidentified) context.scope = await unidentified.identify();
    return execute(args);
  };
}

async function read(reads: ReadPool, sessionId: string, { key, read: wanted }: PlannedAnswer): Promise<ExecutionResult | undefined> {
  try {
    const text = await reads.read(sessionId, wanted);
    return text === null || text.includes(UNSAFE_NUMBER) ? undefined : { data: new RawJson(`{"${key}":${text}}`) };
  } catch (error) {
    // Reported instead of retried with resolvers, which would double the load of a slow or unavailable database.
    const originalError = error instanceof Error ? error : new Error(String(error));
    return { data: null, errors: [new GraphQLError(originalError.message, { originalError, path: [key] })] };
  }
}
