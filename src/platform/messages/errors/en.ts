import type { ErrorCode } from '../../../kernel/errors.ts';

/** English texts of refused requests, by `extensions.messageKey`. A text without a detail in its key has no placeholders. */
export const en = {
  'error.UNAUTHENTICATED': 'Sign in to continue.',
  'error.UNAUTHENTICATED.EXPIRED': 'Your access has expired. Sign in again.',
  'error.UNAUTHENTICATED.INVALID': 'The credentials are wrong. Check them and try again.',
  'error.UNAUTHENTICATED.MISSING': 'Sign in first.',
  'error.UNAUTHENTICATED.REVOKED': 'Your session has ended. Sign in again.',
  'error.OTP_REQUIRED': 'Enter the code of your second factor, or a recovery code.',
  'error.FORBIDDEN': 'You are not allowed to do this. Ask an owner of the workspace.',
  'error.NOT_FOUND': 'This does not exist, or you have no access to it.',
  'error.BAD_USER_INPUT': 'The input is invalid. Check it and try again.',
  'error.BAD_USER_INPUT.fields': 'The input is invalid. Check: {fields}.',
  'error.CONFLICT': 'This collides with something that exists already, or that was changed meanwhile. Reload it and try again.',
  'error.CONFLICT.conflicts': 'The time overlaps with another slot of the same person.',
  'error.IDEMPOTENCY_CONFLICT': 'The same request was sent before with other values.',
  'error.INVALID_STATE': 'This is not possible in the current state. Reload to see it.',
  'error.INSUFFICIENT_CREDITS': 'The workspace has too few credits.',
  'error.INSUFFICIENT_CREDITS.required':
    'This costs up to {required, plural, one {# credit} other {# credits}}, and {available, plural, one {# is} other {# are}} available.',
  'error.QUOTA_EXCEEDED': 'A quota of the workspace is used up.',
  'error.QUOTA_EXCEEDED.limit': 'A quota of the workspace is used up. Its limit is {limit, number}.',
  'error.RATE_LIMITED': 'Too many requests were sent in a short time. Try again later.',
  'error.RATE_LIMITED.retryAfterSeconds':
    'Too many requests were sent in a short time. Try again in {retryAfterSeconds, plural, one {# second} other {# seconds}}.',
  'error.NOT_CONFIGURED': 'This function is not set up in this installation. Ask its operator.',
  'error.NOT_CONFIGURED.variables': 'This function is not set up in this installation. Its operator can set {variables}.',
  'error.UNAVAILABLE': 'A service does not respond at the moment. Try again in a moment.',
  'error.TIMEOUT': 'This took too long and was canceled. Try again.',
  'error.OPERATION_TOO_COMPLEX': 'The request asks for too much at once.',
  'error.GRAPHQL_PARSE_FAILED': 'The request is not valid GraphQL.',
  'error.GRAPHQL_VALIDATION_FAILED': 'The request does not match the API of this installation.',
  'error.PERSISTED_QUERY_NOT_SUPPORTED': 'This installation has no stored queries.',
  'error.PERSISTED_QUERY_NOT_FOUND': 'The stored query does not exist.',
  'error.UNTRUSTED_DOCUMENT': 'This installation does not accept this request.',
  'error.INTERNAL': 'An unexpected error occurred. Report it to the operator.',
} as const satisfies Readonly<Record<`error.${ErrorCode}`, string>> & Readonly<Record<string, string>>;
