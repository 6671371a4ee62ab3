import type { IncomingMessage, ServerResponse } from 'node:http';
import { header, sendNothing } from './exchange.ts';

const METHODS = ['GET', 'HEAD', 'PUT'];
const EXPOSED = 'ETag, Accept-Ranges, Content-Disposition, Content-Length, Content-Range';
/** Seconds that a browser may cache the preflight. */
const MAX_AGE = 3600;

/** Whether a page of this origin may read answers and upload with signed URLs. */
export type AllowsOrigin = (origin: string, request: IncomingMessage) => boolean;

/** Lets pages of the allowed origins read the answer. Signatures protect the objects, not the origin. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, allows: AllowsOrigin): boolean {
  const origin = header(request, 'origin');
  response.setHeader('Vary', 'Origin');
  if (origin === undefined || !allows(origin, request)) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', EXPOSED);
  return true;
}

/** Answers a preflight, which a browser sends before a PUT and does not sign. False for a method that pages may not use. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): boolean {
  if (!METHODS.includes(header(request, 'access-control-request-method') ?? '')) return false;
  response.setHeader('Access-Control-Allow-Methods', METHODS.join(', '));
  response.setHeader('Access-Control-Allow-Headers', header(request, 'access-control-request-headers') ?? '');
  response.setHeader('Access-Control-Max-Age', MAX_AGE);
  sendNothing(response, 204);
  return true;
}
