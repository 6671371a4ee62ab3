import type { NextFunction, Request, Response } from 'express';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { ErrorCode } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { LIMITS, MAX_BODY_DEPTH } from '../../platform/graphql/limits.ts';
import { presentError } from '../../platform/graphql/errors/present-error.ts';
import { requestIdOf } from './request-parts.ts';

/**
 * Answers unmatched routes and errors that occur before GraphQL, such as a body that is too large or not JSON, in the form of every other
 * error.
 */
export function errorHandler(log: Log) {
  const presentation = (response: Response) => ({ requestId: requestIdOf(response), log, hideSuggestions: true });
  const missing = (_: Request, response: Response): void =>
    void response.status(404).json({ errors: [presentError(nothingHere(), presentation(response))] });
  const failed = (error: unknown, _: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    const words = error instanceof URIError ? 'Malformed URL.' : (WORDS[status] ?? 'Malformed request.');
    const isMistake = status < 500;
    const presented = isMistake ? new ReelwrightError(status === 403 ? 'FORBIDDEN' : 'BAD_USER_INPUT', words) : error;
    const shown = presentError(presented, presentation(response));
    const { code, details } = shown.extensions as { code: ErrorCode; details?: { retryAfterSeconds?: number } };
    if (details?.retryAfterSeconds !== undefined) response.set('retry-after', String(details.retryAfterSeconds));
    response.status(isMistake ? status : (STATUSES[code] ?? 500)).json({ errors: [shown] });
  };
  return [missing, failed];
}

/** The status that Express or a route gave to a mistake of the client; 500 for every other error. */
const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;

/** HTTP statuses of errors of requests that are not GraphQL, by the code that the client receives. */
const STATUSES: Readonly<Partial<Record<ErrorCode, number>>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  TIMEOUT: 503,
  UNAVAILABLE: 503,
};

const nothingHere = (): ReelwrightError => new ReelwrightError('NOT_FOUND', 'Not found. GraphQL is at /graphql.');

const WORDS: Readonly<Record<number, string>> = {
  400: 'The body is not valid JSON.',
  403: 'Pages of this origin may not send this request; see ALLOWED_ORIGINS.',
  405: 'Send GraphQL operations by POST; GET is for pages and queries.',
  413: `The body exceeds ${LIMITS.bodyBytes} bytes.`,
  415: 'Send the body as application/json in UTF-8.',
  422: `The body is nested deeper than ${MAX_BODY_DEPTH} levels.`,
};
