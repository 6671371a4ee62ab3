import { ApiProblem } from '../demo/api.ts';
import { Problem } from '../demo/problem.ts';

/** @throws Problem that says how to get more credits where there are too few */
export async function withCredits<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'INSUFFICIENT_CREDITS') throw error;
    throw new Problem(error.message, ['The operator can grant more with the command grant-credits.']);
  }
}
