import type { Context } from '../context.ts';
import type { Execute } from '../executor.ts';
import type { PlannedAnswers } from './planned-answers.ts';

/** Answers an operation by its plan; without a planned answer, looks up the session and lets resolvers answer. */
export function plannedExecutor(answers: PlannedAnswers, execute: Execute): Execute {
  return async (args) => {
    const answer = await answers.answer(args);
    if (answer) return answer;
    const context = args.contextValue as Context;
    if (context.unidentified) context.scope = await context.unidentified.identify();
    return execute(args);
  };
}
