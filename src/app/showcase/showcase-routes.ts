import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import type { Request, Response } from 'express';
import { SHOWCASE_PLACEMENTS } from '../../features/showcase/showcase.states.ts';
import { showcaseMediaPath } from '../../features/showcase/showcase.service.ts';
import type { ShowcaseService } from '../../features/showcase/showcase.service.ts';
import { ReelwrightError, badInput } from '../../kernel/errors.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import { contentHash } from '../../platform/text/content-hash.ts';

export interface ShowcaseRoutesOptions {
  readonly showcase: ShowcaseService;
  readonly storage: Pick<Storage, 'readBytes' | 'stat'>;
  /** A signal that is aborted when the client disconnects. */
  readonly untilClosed: (response: Response) => AbortSignal;
}

/**
 * Seconds that browsers and a CDN may keep an answer. An address names its content, which never changes; but consent ends, and then nobody
 * sees the film after five minutes.
 */
const MAX_AGE_SECONDS = 240;
/** Bytes that are read from the object store at a time, and kept in memory for a request. */
const CHUNK_BYTES = 256 * 1024;
/** Milliseconds after which an answer is ended whose client takes no bytes. */
const IDLE_MS = 30_000;

/** `/showcase.json` and `/showcase/media/ID/HASH`: the showcase for pages and for a CDN, without accounts and without statements. */
export function showcaseRoutes({ showcase, storage, untilClosed }: ShowcaseRoutesOptions): Router {
  const router = Router();

  const list = async (request: Request, response: Response): Promise<void> => {
    response.set({ 'Access-Control-Allow-Origin': '*' });
    const { rows, hasNextPage, cursorOf } = await showcase.list(argsOf(request.query));
    const last = rows.at(-1);
    const body = { items: rows, trialImages: await showcase.trialImages(), next: hasNextPage && last ? cursorOf(last) : null };
    response.set({ 'Cache-Control': 'public, max-age=60', ETag: `"${contentHash(body)}"` });
    if (request.fresh) response.status(304).end();
    else response.json(body);
  };

  const serve = async (request: Request, response: Response): Promise<void> => {
    const { id = '', hash = '' } = request.params as { id?: string; hash?: string };
    response.set({ 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    const file = await showcase.file(id, hash);
    if (!file) {
      nothing(response);
      return;
    }
    const signal = untilClosed(response);
    const size = file.bytes ?? (await storage.stat(file.key, signal))?.byteSize;
    if (!size) {
      nothing(response);
      return;
    }
    const [start, end] = rangeOf(request, size) ?? [];
    if (start === undefined || end === undefined) {
      response
        .status(416)
        .set({ 'Cache-Control': 'no-store', 'Content-Range': `bytes */${size}` })
        .end();
      return;
    }
    response.set('ETag', `"${hash}"`);
    const bytes = chunks(storage, file.key, start, end, signal);
    // The first bytes are read before an answer begins: an error of the store needs an answer of its own, which no cache keeps.
    const first =
      request.method === 'HEAD' || request.fresh ? undefined : await bytes.next().catch((error: unknown) => failed(error, response));
    if (first === null) {
      nothing(response);
      return;
    }
    response.set({ 'Cache-Control': `public, max-age=${MAX_AGE_SECONDS}, immutable`, 'Accept-Ranges': 'bytes' });
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    if (end - start + 1 < size) response.status(206).set('Content-Range', `bytes ${start}-${end}/${size}`);
    response.type(file.type).set('Content-Length', String(end - start + 1));
    if (first?.value) await send(response, first.value, bytes);
    else response.end();
  };

  router.get('/showcase.json', (request, response) => list(request, response).catch((error: unknown) => refuse(error, response)));
  router.get(showcaseMediaPath(':id', ':hash'), (request, response) => serve(request, response));
  return router;
}

function nothing(response: Response): void {
  response.status(404).set('Cache-Control', 'no-store').type('text/plain').send('No file. Read showcase again.\n');
}

/** Null for a file that the store lacks. @throws every other error */
function failed(error: unknown, response: Response): null {
  response.removeHeader('ETag');
  if (error instanceof ReelwrightError && error.code === 'NOT_FOUND') return null;
  throw error;
}

/** @throws ReelwrightError BAD_USER_INPUT */
function argsOf(query: Request['query']) {
  const text = (name: string): string | undefined => {
    const value = query[name];
    if (value !== undefined && typeof value !== 'string') throw badInput(name, 'Must be given once.');
    return value;
  };
  const [placement, first] = [text('placement'), text('first')];
  const shown = SHOWCASE_PLACEMENTS.find((one) => one === placement);
  if (placement !== undefined && shown === undefined) throw badInput('placement', `Must be one of ${SHOWCASE_PLACEMENTS.join(', ')}.`);
  if (first !== undefined && !/^\d{1,3}$/.test(first)) throw badInput('first', 'Must be between 1 and 100.');
  return { placement: shown, category: text('category'), first: first === undefined ? undefined : Number(first), after: text('after') };
}

function refuse(error: unknown, response: Response): void {
  if (!(error instanceof ReelwrightError) || error.code !== 'BAD_USER_INPUT') throw error;
  response.status(400).json({ errors: [{ message: error.message, extensions: { code: error.code, fields: error.fields } }] });
}

/** First and last byte to send: the one range that was asked for, otherwise all. Undefined for a range outside of the file. */
function rangeOf(request: Request, size: number): readonly [number, number] | undefined {
  const ranges = request.headers['if-range'] === undefined ? request.range(size) : undefined;
  if (ranges === -1) return undefined;
  const [one, ...others] = Array.isArray(ranges) && ranges.type === 'bytes' ? ranges : [];
  return one && others.length === 0 ? [one.start, one.end] : [0, size - 1];
}

async function* chunks(storage: Pick<Storage, 'readBytes'>, key: string, start: number, end: number, signal: AbortSignal) {
  for (let offset = start; offset <= end; offset += CHUNK_BYTES)
    yield await storage.readBytes(key, { offset, length: Math.min(CHUNK_BYTES, end - offset + 1) }, signal);
}

/** Sends the bytes. A client that leaves, or a store that fails after the first byte, ends the connection, so that no cache keeps a part. */
async function send(response: Response, first: Buffer, rest: AsyncIterable<Buffer>): Promise<void> {
  // A client that does not read would hold its part of the file for ever.
  response.setTimeout(IDLE_MS, () => response.destroy());
  try {
    await pipeline(Readable.from(joined(first, rest)), response);
  } catch (error) {
    if (!response.headersSent) throw error;
    response.destroy();
  }
}

async function* joined(first: Buffer, rest: AsyncIterable<Buffer>) {
  yield first;
  yield* rest;
}
