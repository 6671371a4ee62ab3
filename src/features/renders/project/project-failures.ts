import { ReelwrightError } from '../../../kernel/errors.ts';
import { Failure } from '../../../kernel/failure.ts';

export const projectMissing = (): Failure =>
  new Failure('PROJECT_MISSING', 'The project was deleted before the job had read or written its scenes.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Restore the project within 30 days, or create another one.',
  });

export const projectChanged = (): Failure =>
  new Failure('PROJECT_CHANGED', 'Somebody edited the scenes while they were being written. Their edits were kept.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Call `generateScript` or `regenerateScene` again: the new job starts from the current scenes.',
  });

const projectTooLong = (message: string): Failure =>
  new Failure('PROJECT_TOO_LONG', message, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Shorten the script, or divide it among several projects.',
  });

/** Converts errors of a project to failures: they end the job, because another attempt would get the same error. */
export async function asFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ReelwrightError)) throw error;
    if (error.code === 'NOT_FOUND' || error.code === 'INVALID_STATE') throw projectMissing();
    if (error.code === 'BAD_USER_INPUT') throw projectTooLong(error.message);
    throw error;
  }
}
