/** A reason not to start that the person who starts the program can put right: printed as one line, then exit code 1. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The system's short code of a failed call (`EACCES`, `ENOENT`), or '' when it has none. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
