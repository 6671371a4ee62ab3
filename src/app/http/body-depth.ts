import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_BODY_DEPTH } from '../../platform/graphql/limits.ts';

const [QUOTE, BACKSLASH] = [...Buffer.from('"\\')];
const [OPEN_LIST, OPEN_OBJECT, CLOSE_LIST, CLOSE_OBJECT] = [...Buffer.from('[{]}')];

/** Refuses JSON that is nested too deeply before it is parsed: a hundred thousand lists in lists would block the event loop for a tenth of a second. */
export function assertBodyDepth(_request: IncomingMessage, _response: ServerResponse, body: Buffer): void {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (isText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if ((depth += 1) > MAX_BODY_DEPTH) throw Object.assign(new Error('depth'), { status: 422 });
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
  }
}
