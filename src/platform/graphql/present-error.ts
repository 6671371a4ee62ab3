import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import type { ValidationError } from 'class-validator';
import { ERROR_CODES, ReelwrightError } from '../../kernel/errors.ts';
import type { ErrorCode, FieldError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { inOwnWords } from './transport-messages.ts';
import { causesOf, codeIn, isConnectionTrouble, isTransactionConflict } from '../database/connection-trouble.ts';

export interface ErrorPresentation {
  readonly requestId: string;
  readonly log: Log;
  /** Names of the schema that were not asked for ("Did you mean …") stay hidden. */
  readonly hideSuggestions: boolean;
}

interface Told {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fields?: readonly FieldError[] | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The one door out: every error of every transport gets its stable code here, and what is nobody's business is masked. */
export function presentError(error: unknown, { requestId, log, hideSuggestions }: ErrorPresentation): GraphQLFormattedError {
  const told = tell(error);
  record(error, told.code, requestId, log);
  const graphql = error instanceof GraphQLError ? error : undefined;
  return {
    message: hideSuggestions ? told.message.replace(/ Did you mean .*\?$/s, '') : told.message,
    ...(graphql?.locations ? { locations: graphql.locations } : {}),
    ...(graphql?.path ? { path: graphql.path } : {}),
    extensions: {
      code: told.code,
      requestId,
      timestamp: new Date().toISOString(),
      ...(told.fields ? { fields: told.fields } : {}),
      ...(told.details ? { details: told.details } : {}),
    },
  };
}

/** Each error is in the log with the id that the client was given; what is our fault loudly, what is the caller's quietly. */
function record(error: unknown, code: ErrorCode, requestId: string, log: Log): void {
  if (code === 'INTERNAL') log.error({ requestId, err: rootOf(error) }, 'unexpected error');
  else if (code === 'UNAVAILABLE' || code === 'TIMEOUT') log.warn({ requestId, code, err: rootOf(error) }, 'request could not be answered');
  else log.info({ requestId, code }, 'request refused');
}

function tell(error: unknown): Told {
  const root = rootOf(error);
  if (root instanceof ReelwrightError) return root;
  // The parser has no depth limit of its own: brackets inside brackets end at the end of the stack.
  if (root instanceof RangeError && /call stack/.test(root.message))
    return { code: 'GRAPHQL_PARSE_FAILED', message: 'The document is nested too deeply to be read.' };
  if (root instanceof ArgumentValidationError) {
    const fields = fieldErrors(root.extensions.validationErrors, 'input');
    return { code: 'BAD_USER_INPUT', message: fields.map(({ message }) => message).join(' '), fields };
  }
  if (causesOf(root).some((cause) => codeIn(cause) === STATEMENT_TIMEOUT))
    return { code: 'TIMEOUT', message: 'The answer took too long and was given up. Ask for less, or try again.' };
  if (isConnectionTrouble(root)) return { code: 'UNAVAILABLE', message: 'The database does not answer. Try again in a moment.' };
  if (isTransactionConflict(root))
    return { code: 'UNAVAILABLE', message: 'Others changed the same data at the same time. Try again in a moment.' };
  if (root instanceof GraphQLError) return tellGraphql(root);
  return { code: 'INTERNAL', message: 'Something went wrong on our side. The request id leads to it in the log.' };
}

/** What the caller got wrong in the language itself: these messages come from graphql-js and name nothing of ours. */
function tellGraphql(error: GraphQLError): Told {
  const code = codeOf(error);
  if (!code) return { code: 'INTERNAL', message: 'Something went wrong on our side. The request id leads to it in the log.' };
  const said = withoutValues(error);
  const path =
    told(error.extensions['path']) ?? /^Variable "\$[^"]+" at "([^"]+)"/.exec(said)?.[1] ?? /^Variable "\$([^"]+)"/.exec(said)?.[1];
  const message = inOwnWords(said);
  return { code, message, ...(code === 'BAD_USER_INPUT' && path ? { fields: [{ path, message }] } : {}) };
}

/** graphql-js repeats what it was given, and with an input its password: only the place and what is wrong there are told. */
function withoutValues({ message, originalError }: GraphQLError): string {
  const variable = /^Variable "\$[^"]+"(?= got invalid value )/.exec(message)?.[0];
  const wrong = variable ? (originalError?.message ?? /; ([^;]*)$/.exec(message)?.[1] ?? '') : message;
  const place = / at "[^"]+"(?=; $)/.exec(message.slice(0, message.length - wrong.length))?.[0] ?? '';
  return (variable ? `${variable}${place} is not right; ` : '') + wrong.replace(/( cannot represent [^:]*): [^]*$/, '$1.');
}

const told = (path: unknown): string | undefined => (typeof path === 'string' ? path : undefined);

/** Codes that Apollo and graphql-js use, in our words. */
const CODES_OF_TRANSPORT: Readonly<Record<string, ErrorCode>> = {
  ...Object.fromEntries(ERROR_CODES.map((code) => [code, code])),
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
  PERSISTED_QUERY_NOT_FOUND: 'PERSISTED_QUERY_NOT_SUPPORTED',
};

/** Of what is wrapped, since Apollo puts a code of its own round a limit of ours. */
function codeOf(error: GraphQLError): ErrorCode | undefined {
  const inner = error.originalError instanceof GraphQLError ? codeOf(error.originalError) : undefined;
  return inner ?? CODES_OF_TRANSPORT[String(error.extensions['code'])];
}

/**
 * What was thrown. Where graphql-js and Apollo only put words round an error of the language, the outer one says more and is taken.
 * What class-validator found is our own, although it is thrown as an error of the language.
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

/** PostgreSQL: `query_canceled`, which for us is always the statement's time limit. */
const STATEMENT_TIMEOUT = '57014';
