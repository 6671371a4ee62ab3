import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import type { ValidationError } from 'class-validator';
import { errorCode } from '../../../kernel/error-code.ts';
import { ERROR_CODES, ReelwrightError, operationTimeout } from '../../../kernel/errors.ts';
import type { ErrorCode, FieldError } from '../../../kernel/errors.ts';
import type { Log } from '../../../kernel/log.ts';
import { errorMessage } from './error-message.ts';
import type { PublicError } from './error-message.ts';
import { inOwnWords } from './transport-messages.ts';
import { activeTracing } from '../../tracing/tracing.ts';
import { causesOf, isConnectionTrouble, isTransactionConflict } from '../../database/connection-trouble.ts';

export interface ErrorPresentation {
  readonly requestId: string;
  readonly log: Log;
  /** Whether to remove suggestions of graphql-js ("Did you mean …"), which would reveal names of the schema. */
  readonly hideSuggestions: boolean;
  /** Whether `details.cause` names the cause of a masked error; false in production. */
  readonly revealCause?: boolean;
}

interface Presented extends PublicError {
  readonly message: string;
}

/** Converts every error of every transport to a stable code and masks internals. */
export function presentError(
  error: unknown,
  { requestId, log, hideSuggestions, revealCause = false }: ErrorPresentation,
): GraphQLFormattedError {
  const presented = present(error);
  record(error, presented.code, requestId, log);
  const graphql = error instanceof GraphQLError ? error : undefined;
  return {
    message: hideSuggestions ? presented.message.replace(/ Did you mean .*\?$/s, '') : presented.message,
    ...(graphql?.locations ? { locations: graphql.locations } : {}),
    ...(graphql?.path ? { path: graphql.path } : {}),
    extensions: {
      code: presented.code,
      requestId,
      ...traceIdOf(),
      timestamp: new Date().toISOString(),
      ...errorMessage(presented),
      ...(presented.fields ? { fields: presented.fields } : {}),
      ...detailsOf(presented, revealCause && MASKED.has(presented.code) ? causeOf(error) : undefined),
    },
  };
}

const traceIdOf = (): object => {
  const traceId = activeTracing().current()?.traceId;
  return traceId === undefined ? {} : { traceId };
};

const detailsOf = ({ details }: Presented, cause: string | undefined): object =>
  details || cause ? { details: { ...details, ...(cause ? { cause } : {}) } } : {};

const INTERNAL_MESSAGE = 'Internal error. Report the requestId to the operator: the log of the server has details under it.';

/** Codes whose message does not reveal the cause. */
const MASKED: ReadonlySet<ErrorCode> = new Set(['INTERNAL', 'UNAVAILABLE', 'TIMEOUT']);
const MAX_CAUSE_CHARACTERS = 300;

/** The innermost cause in one line: its class and message, without the statement and values that MikroORM writes before the message. */
function causeOf(error: unknown): string | undefined {
  const cause = causesOf(rootOf(error)).at(-1);
  if (!cause) return undefined;
  const message = /^[0-9A-Z]{5}$/.test(errorCode(cause) ?? '') ? cause.message.slice(cause.message.lastIndexOf(' - ') + 1) : cause.message;
  const [line = ''] = message.replace(/^- /, '').split('\n');
  return `${errorCode(cause) ?? cause.name}: ${line}`.slice(0, MAX_CAUSE_CHARACTERS);
}

/** Logs each error with the id of the request: server errors as errors, client errors at info level. */
function record(error: unknown, code: ErrorCode, requestId: string, log: Log): void {
  if (code === 'INTERNAL') log.error({ event: 'unexpected_error', requestId, err: rootOf(error) }, 'unexpected error');
  else if (code === 'UNAVAILABLE' || code === 'TIMEOUT')
    log.warn({ event: 'request_unanswered', requestId, code, err: rootOf(error) }, 'request could not be answered');
  else log.info({ event: 'request_refused', requestId, code }, 'request refused');
}

/** The code with which clients receive an error. */
export const publicCodeOf = (error: unknown): ErrorCode => present(error).code;

function present(error: unknown): Presented {
  const root = rootOf(error);
  if (root instanceof ReelwrightError) return root;
  // The parser has no limit of depth: deeply nested brackets overflow the stack.
  if (root instanceof RangeError && /call stack/.test(root.message))
    return { code: 'GRAPHQL_PARSE_FAILED', message: 'The document is nested too deeply to be read.' };
  if (root instanceof ArgumentValidationError) {
    const fields = fieldErrors(root.extensions.validationErrors, 'input');
    return { code: 'BAD_USER_INPUT', message: fields.map(({ message }) => message).join(' '), fields };
  }
  if (causesOf(root).some((cause) => DATABASE_TIMEOUTS.has(errorCode(cause) ?? ''))) return operationTimeout();
  if (isConnectionTrouble(root)) return { code: 'UNAVAILABLE', message: 'The database is unavailable. Try again in a moment.' };
  if (isTransactionConflict(root))
    return { code: 'UNAVAILABLE', message: 'Others changed the same data at the same time. Try again in a moment.' };
  if (root instanceof GraphQLError) return presentGraphql(root);
  return { code: 'INTERNAL', message: INTERNAL_MESSAGE };
}

/** Language errors of graphql-js, which contain only the client's own text. */
function presentGraphql(error: GraphQLError): Presented {
  const code = codeOf(error);
  if (!code) return { code: 'INTERNAL', message: INTERNAL_MESSAGE };
  const text = withoutValues(error);
  const path =
    textOf(error.extensions['path']) ?? /^Variable "\$[^"]+" at "([^"]+)"/.exec(text)?.[1] ?? /^Variable "\$([^"]+)"/.exec(text)?.[1];
  const message = inOwnWords(text);
  return { code, message, ...(code === 'BAD_USER_INPUT' && path ? { fields: [{ path, message }] } : {}) };
}

/** The message without values: graphql-js quotes the invalid value, which may be a password. Position and rule are kept. */
function withoutValues({ message, originalError }: GraphQLError): string {
  const variable = /^Variable "\$[^"]+"(?= got invalid value )/.exec(message)?.[0];
  const wrong = variable ? (originalError?.message ?? /; ([^;]*)$/.exec(message)?.[1] ?? '') : message;
  const place = / at "[^"]+"(?=; $)/.exec(message.slice(0, message.length - wrong.length))?.[0] ?? '';
  return (variable ? `${variable}${place} is invalid; ` : '') + wrong.replace(/( cannot represent [^:]*): [^]*$/, '$1.');
}

const textOf = (path: unknown): string | undefined => (typeof path === 'string' ? path : undefined);

/** Codes of Apollo and graphql-js, with the codes that Reelwright reports for them. */
const CODES_OF_TRANSPORT: Readonly<Record<string, ErrorCode>> = {
  ...Object.fromEntries(Object.keys(ERROR_CODES).map((code) => [code, code as ErrorCode])),
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
};

/** The code of an error. The wrapped error is asked first, because Apollo wraps the error of a limit with a code of its own. */
function codeOf(error: GraphQLError): ErrorCode | undefined {
  const inner = error.originalError instanceof GraphQLError ? codeOf(error.originalError) : undefined;
  return inner ?? CODES_OF_TRANSPORT[String(error.extensions['code'])];
}

/**
 * The error that was thrown. For syntax and validation errors that graphql-js or Apollo wrapped, the outer one has the better message.
 * Findings of class-validator are thrown in the same way, but their inner error counts.
 */
export function rootOf(error: unknown): unknown {
  if (!(error instanceof GraphQLError) || !error.originalError) return error;
  const root = rootOf(error.originalError);
  return root instanceof GraphQLError && !(root instanceof ArgumentValidationError) ? error : root;
}

function fieldErrors(errors: readonly ValidationError[], path: string): FieldError[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const here = `${path}.${property}`;
    const own = Object.values(constraints ?? {}).map((message) => ({ path: here, message }));
    return [...own.slice(0, 1), ...fieldErrors(children ?? [], here)];
  });
}

/** PostgreSQL's codes `query_canceled`, which here always means the statement timeout, and `transaction_timeout`. */
const DATABASE_TIMEOUTS: ReadonlySet<string> = new Set(['57014', '25P04']);
