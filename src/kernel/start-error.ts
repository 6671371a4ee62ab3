/** A reason not to start that the person who starts the program can put right: printed as one line, then exit code 1. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** What the start needs is not there yet, and may come by itself: a server that is being started or restarted. Waiting may mend it. */
export class AwayError extends StartError {}

/** The system's short code of a failed call (`EACCES`, `ENOENT`), or '' when it has none. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Why nothing can listen there, for the operator, who reads it from whichever part tried first. */
export function cannotListen(cause: unknown, host: string, port: number): StartError {
  const code = systemCode(cause);
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${port} is in use. Set PORT to another one, or stop what listens there.`, { cause });
  if (code === 'EACCES') return new StartError(`Port ${port} is not for this user. Set PORT to one above 1023.`, { cause });
  return new StartError(`Cannot listen on ${host}:${port} (${code}). Set HOST to an address of this machine, or 0.0.0.0 for all.`, {
    cause,
  });
}
