/** Every code that `extensions.code` of a GraphQL error may carry; published in `docs/errors.md`. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'OTP_REQUIRED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'CONFLICT',
  'IDEMPOTENCY_CONFLICT',
  'INVALID_STATE',
  'INSUFFICIENT_CREDITS',
  'QUOTA_EXCEEDED',
  'RATE_LIMITED',
  'NOT_CONFIGURED',
  'UNAVAILABLE',
  'TIMEOUT',
  'OPERATION_TOO_COMPLEX',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What is wrong with one field of an input: `path` is dotted, as in `input.script`. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

interface ErrorDetail {
  readonly fields?: readonly FieldError[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one error whose message reaches a client as it is. Anything else is masked as INTERNAL at the door. */
export class ReelwrightError extends Error {
  override readonly name = 'ReelwrightError';
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[] | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, { fields, details, cause }: ErrorDetail = {}) {
    super(message, { cause });
    this.code = code;
    this.fields = fields;
    this.details = details;
  }
}

/** The same words for what does not exist and for what belongs to somebody else. */
export const notFound = (noun: string): ReelwrightError => new ReelwrightError('NOT_FOUND', `${noun} not found.`);

export const badInput = (path: string, message: string): ReelwrightError =>
  new ReelwrightError('BAD_USER_INPUT', message, { fields: [{ path, message }] });

/** What is off, for the person who meets it, and the variables that turn it on or are wrong, for the operator. */
export function notConfigured(off: string, variables: readonly string[], { cause, details }: ErrorDetail = {}): ReelwrightError {
  const message = variables.length > 0 ? `${off} For the operator: see ${variables.join(', ')}.` : off;
  return new ReelwrightError('NOT_CONFIGURED', message, { cause, details: { ...details, variables } });
}

/** MISSING: nothing was sent. INVALID: what was sent is malformed, forged or unknown. */
export type UnauthenticatedReason = 'EXPIRED' | 'INVALID' | 'MISSING' | 'REVOKED';

export const unauthenticated = (reason: UnauthenticatedReason, message: string): ReelwrightError =>
  new ReelwrightError('UNAUTHENTICATED', message, { details: { reason } });
