import { ReelwrightError } from '../../kernel/errors.ts';
import { StartError } from '../../kernel/start-error.ts';

/**
 * Why a check failed, for operators: a message of the program, or the code of the error. Other messages are left out, because those of
 * fetch contain signed URLs and those of servers may repeat what was sent.
 */
export function failureReason(error: unknown): string {
  if (error instanceof ReelwrightError || error instanceof StartError || error instanceof CheckError) return error.message;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return error instanceof Error ? error.name : 'unknown';
}

/** A failed check, with a message that operators may read. */
export class CheckError extends Error {}
