import { StartError } from '../../kernel/start-error.ts';

/** Prints one line for an error that the operator can fix, and the stack for a programming error. */
export function printError(error: unknown): void {
  const expected = error instanceof StartError;
  console.error(expected || !(error instanceof Error) ? String(error instanceof Error ? error.message : error) : error.stack);
}
