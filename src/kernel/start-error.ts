import { errorCode } from './error-code.ts';

/** A start-up problem that the operator can fix. Printed as one line; exit code 1. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** A dependency is not available yet, for example a server that is starting. Retrying may help. */
export class AwayError extends StartError {}

/** Explains to the operator why the port of a variable cannot be opened. */
export function cannotListen(cause: unknown, host: string, port: number, variable = 'PORT'): StartError {
  const code = errorCode(cause);
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${port} is in use. Set ${variable} to another one, or stop what listens there.`, { cause });
  if (code === 'EACCES')
    return new StartError(`Port ${port} needs privileges that this user does not have. Set ${variable} to one above 1023.`, { cause });
  return new StartError(`Cannot listen on ${host}:${port} (${code}). Set HOST to an address of this machine, or 0.0.0.0 for all.`, {
    cause,
  });
}
