/**
 * Every code that `extensions.code` of a GraphQL error may have, with its meaning. The schema's `ErrorCode` and `docs/errors.md` are made
 * from it.
 */
export const ERROR_CODES = {
  UNAUTHENTICATED: 'The request has no valid access token or API key, or the credentials of a sign-in are wrong.',
  OTP_REQUIRED: 'The password is correct, but the account has two-factor authentication and the request has no code.',
  FORBIDDEN:
    'Your role in the workspace does not allow this, the call is reserved to people or to administrators of the installation, registration is closed, or the account is suspended.',
  NOT_FOUND: 'The object does not exist or belongs to another workspace; both give the same answer.',
  BAD_USER_INPUT: 'An argument, input field, variable, cursor or request body is invalid.',
  CONFLICT: 'The change collides with something that already exists, or with a change made since you read the object.',
  IDEMPOTENCY_CONFLICT: 'The same idempotencyKey was used with a different input within the last 24 hours.',
  INVALID_STATE: 'The object is in a state that does not allow this operation.',
  INSUFFICIENT_CREDITS: 'The workspace has fewer available credits than the job may cost; nothing was created or reserved.',
  QUOTA_EXCEEDED: 'A quota of the workspace, such as its storage or its number of webhooks, is used up.',
  RATE_LIMITED: 'Too many requests were sent in a short time, or too many operations run at once on one socket.',
  NOT_CONFIGURED: 'The installation lacks a setting that only its operator can change.',
  UNAVAILABLE:
    'A service such as the database, the object store or a sign-in provider does not respond, or concurrent changes collided repeatedly.',
  TIMEOUT:
    'The operation took longer than the installation allows (30 seconds by default) and was canceled. A mutation may have made its change: repeat it with the same idempotencyKey.',
  OPERATION_TOO_COMPLEX: 'The operation is too deep, selects too much or costs too much; nothing was executed.',
  GRAPHQL_PARSE_FAILED: 'The document is not valid GraphQL or has too many tokens.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not match the schema or contains more than one mutation.',
  PERSISTED_QUERY_NOT_SUPPORTED:
    'The request names a persisted query, and this installation has no trusted documents; send the whole document instead.',
  PERSISTED_QUERY_NOT_FOUND: 'No trusted document has the id that the request names; send the whole document instead.',
  UNTRUSTED_DOCUMENT: 'This installation runs trusted documents only, and the document of the request is not one of them.',
  INTERNAL: 'The server failed unexpectedly; its log has the cause under the request id.',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/** A problem with one input field. `path` is dotted, as in `input.script`. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

interface ErrorDetail {
  readonly fields?: readonly FieldError[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The only error whose message is sent to clients unchanged. Every other error is masked as INTERNAL. */
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

/** The error for a missing object and, with the same message, for one of another workspace. */
export const notFound = (noun: string): ReelwrightError => new ReelwrightError('NOT_FOUND', `${noun} not found.`);

export const badInput = (path: string, message: string): ReelwrightError =>
  new ReelwrightError('BAD_USER_INPUT', message, { fields: [{ path, message }] });

/** The error of an operation whose time is used up. */
export const operationTimeout = (cause?: unknown): ReelwrightError =>
  new ReelwrightError('TIMEOUT', 'The operation took too long and was canceled. Request fewer fields or smaller pages, or try again.', {
    cause,
  });

/**
 * Checks a quota. `used` includes the object that the call adds. @throws ReelwrightError QUOTA_EXCEEDED with `limit` and, where time frees
 * space, `resetsAt`
 */
export function assertQuota(used: number, limit: number, message: string, resetsAt: Date | null = null): void {
  if (used > limit) throw new ReelwrightError('QUOTA_EXCEEDED', message, { details: { limit, resetsAt } });
}

/**
 * The error of a missing setting. `off` tells the user what is unavailable; `variables` are those that the operator has to set or correct.
 */
export function notConfigured(off: string, variables: readonly string[], { cause, details }: ErrorDetail = {}): ReelwrightError {
  const message = variables.length > 0 ? `${off} For the operator: see ${variables.join(', ')}.` : off;
  return new ReelwrightError('NOT_CONFIGURED', message, { cause, details: { ...details, variables } });
}

/** MISSING: no token was sent. INVALID: the token is malformed, forged or unknown. */
export type UnauthenticatedReason = 'EXPIRED' | 'INVALID' | 'MISSING' | 'REVOKED';

export const unauthenticated = (reason: UnauthenticatedReason, message: string): ReelwrightError =>
  new ReelwrightError('UNAUTHENTICATED', message, { details: { reason } });
