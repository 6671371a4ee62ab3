import { StartError } from '../../kernel/start-error.ts';

/** One line for what the operator can fix, with its stack for programming errors. */
export function printError(error: unknown): void {
  const expected = error instanceof StartError;
  console.error(expected || !(error instanceof Error) ? String(error instanceof Error ? error.message : error) : error.stack);
}
