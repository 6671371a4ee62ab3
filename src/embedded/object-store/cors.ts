import type { IncomingMessage, ServerResponse } from 'node:http';
import { header, sendNothing } from './exchange.ts';

const METHODS = 'GET, HEAD, PUT';
const EXPOSED = 'ETag, Accept-Ranges, Content-Disposition, Content-Length, Content-Range';
/** Seconds for which a browser may remember the answer. */
const MAX_AGE = 3600;

/** Lets pages of the allowed origins read the answer; `*` allows all. Signatures protect the objects, not the origin. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, allowed: readonly string[]): boolean {
  const origin = header(request, 'origin');
  response.setHeader('Vary', 'Origin');
  if (origin === undefined || !(allowed.includes('*') || allowed.includes(origin))) return false;
  response.setHeader('Access-Control-Allow-Origin', allowed.includes('*') ? '*' : origin);
  response.setHeader('Access-Control-Expose-Headers', EXPOSED);
  return true;
}

/** The question a browser asks before a PUT. It carries no signature. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Methods', METHODS);
  response.setHeader('Access-Control-Allow-Headers', header(request, 'access-control-request-headers') ?? '');
  response.setHeader('Access-Control-Max-Age', MAX_AGE);
  sendNothing(response, 204);
}
