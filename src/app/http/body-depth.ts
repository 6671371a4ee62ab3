import type { IncomingMessage, ServerResponse } from 'node:http';
import { isTooDeep } from '../../platform/graphql/json-depth.ts';

/** Refuses a body before it is parsed that is nested too deeply, or is not in UTF-8, whose depth nobody knows then. */
export function assertBodyDepth(_request: IncomingMessage, _response: ServerResponse, body: Buffer, encoding: string): void {
  if (encoding.toLowerCase() !== 'utf-8') throw Object.assign(new Error('charset'), { status: 415 });
  if (isTooDeep(body)) throw Object.assign(new Error('depth'), { status: 422 });
}
