import { errorCode } from '../../kernel/error-code.ts';

/** Node's socket and DNS error codes, and PostgreSQL's classes 08 (connection), 53 (resources) and 57P (shutdown, starting up). */
const CODES = /^(ECONN[A-Z]+|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EAI_AGAIN|ENOTFOUND|08...|53...|57P..)$/;
const WORDS = /Connection terminated|Connection ended|is not queryable|timeout exceeded when trying to connect|^timeout expired$/;

/**
 * Whether the connection failed rather than the query, so that a retry may succeed. Covers the database only; storage errors are
 * translated earlier.
 */
export const isConnectionTrouble = (error: unknown): boolean =>
  causesOf(error).some((cause) => CODES.test(errorCode(cause) ?? '') || isMissingSocket(cause) || WORDS.test(cause.message));

/**
 * Whether the socket file of the server is missing, which means that the server is not running. ENOENT of any other call means a missing
 * file, and waiting does not help.
 */
const isMissingSocket = (error: Error): boolean => errorCode(error) === 'ENOENT' && 'syscall' in error && error.syscall === 'connect';

/**
 * Whether an error is a deadlock or a serialization failure: the database rolled back the whole transaction, which may succeed when it is
 * repeated.
 */
export const isTransactionConflict = (error: unknown): boolean =>
  causesOf(error).some((cause) => ['40P01', '40001'].includes(errorCode(cause) ?? ''));

/** An error and its causes, outermost first. */
export function causesOf(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
