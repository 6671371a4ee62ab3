import type { NextFunction, Request, Response } from 'express';
import { operationTimeout } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';

/** Forbids caching: an answer is for one person at one moment, and some contain tokens. */
export function neverKept(_: Request, response: Response, next: NextFunction): void {
  response.setHeader('cache-control', 'no-store');
  next();
}

export function withRequestId(_: Request, response: Response, next: NextFunction): void {
  response.setHeader('x-request-id', newId());
  response.setHeader('x-content-type-options', 'nosniff');
  next();
}

export const requestIdOf = (response: Response): string => String(response.getHeader('x-request-id'));

/** A signal that is aborted when the client disconnects before the answer, or when the answer takes too long. */
export function untilClosed(response: Response, maxMs?: number): AbortSignal {
  const gone = new AbortController();
  const late = maxMs === undefined ? undefined : setTimeout(() => gone.abort(operationTimeout()), maxMs);
  response.once('close', () => {
    clearTimeout(late);
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}
