import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import type { RequestHandler } from 'express';
import { isTooDeep } from '../../platform/graphql/json-depth.ts';
import { LIMITS } from '../../platform/graphql/limits.ts';

/** Refuses a body before it is parsed that is nested too deeply, or is not in UTF-8, whose depth nobody knows then. */
export function assertBodyDepth(_request: IncomingMessage, _response: ServerResponse, body: Buffer, encoding: string): void {
  if (encoding.toLowerCase() !== 'utf-8') throw Object.assign(new Error('charset'), { status: 415 });
  if (isTooDeep(body)) throw Object.assign(new Error('depth'), { status: 422 });
}

/** Refuses a body by the length that the client states, without reading it. */
const assertBodyLength: RequestHandler = (request, _response, next) => {
  if (Number(request.headers['content-length'] ?? 0) <= LIMITS.bodyBytes) return next();
  next(Object.assign(new Error('length'), { status: 413 }));
};

/** Reads the body of a GraphQL request. */
export const readBody: readonly RequestHandler[] = [assertBodyLength, express.json({ limit: LIMITS.bodyBytes, verify: assertBodyDepth })];
