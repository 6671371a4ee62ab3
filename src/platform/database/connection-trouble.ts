/** Node's codes of sockets and names, PostgreSQL's classes 08 (connection), 53 (resources) and 57P (shutdown, starting up). */
const CODES = /^(ECONN[A-Z]+|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EAI_AGAIN|ENOTFOUND|08...|53...|57P..)$/;
const WORDS = /Connection terminated|Connection ended|is not queryable|timeout exceeded when trying to connect|^timeout expired$/;

/**
 * Was it the way to the database, or its being away, and not what was asked of it? The same question may be answered later.
 * Of what comes from elsewhere this knows nothing: the object store puts its own errors into words before they get here.
 */
export const isConnectionTrouble = (error: unknown): boolean =>
  causesOf(error).some((cause) => CODES.test(codeIn(cause)) || isMissingSocket(cause) || WORDS.test(cause.message));

/** The socket file of a server that is away. Of any other call ENOENT is a file that is not there, which comes back by no waiting. */
const isMissingSocket = (error: Error): boolean => codeIn(error) === 'ENOENT' && 'syscall' in error && error.syscall === 'connect';

/** Deadlock or serialization failure: the database rolled back the whole transaction, which may succeed when it is begun again. */
export const isTransactionConflict = (error: unknown): boolean =>
  causesOf(error).some((cause) => ['40P01', '40001'].includes(codeIn(cause)));

/** An error and what caused it, outermost first. */
export function causesOf(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

/** The code of a system error or of PostgreSQL; '' when there is none. */
export const codeIn = (error: Error): string => ('code' in error ? String(error.code) : '');
