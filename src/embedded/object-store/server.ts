import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../kernel/log.ts';
import { allowOrigin, answerPreflight } from './cors.ts';
import type { AllowsOrigin } from './cors.ts';
import { S3Error, systemCode } from './errors.ts';
import { parseTarget } from './exchange.ts';
import { Uploads } from './multipart.ts';
import { ObjectFiles } from './object-files.ts';
import { StartError } from '../../kernel/start-error.ts';
import { findRoute } from './routes.ts';
import { BLOCK } from './sealed-file.ts';
import { verifySignature, type Credentials } from './signature.ts';
import { buildXml } from './xml.ts';

export interface ObjectStoreOptions extends Credentials {
  /** Owned by one store at a time; made where missing. */
  readonly folder: string;
  readonly host: string;
  /** The first to try; 0 for any. */
  readonly port: number;
  /** Made where missing. */
  readonly bucket?: string;
  readonly allowsOrigin: AllowsOrigin;
  readonly log: Log;
}

export interface ObjectStore {
  /** `http://127.0.0.1:4300` */
  readonly endpoint: string;
  readonly port: number;
  /** Lets running requests finish for a few seconds, then cuts them off. */
  stop(): Promise<void>;
}

/** How many ports are tried when the first is taken. */
const PORTS = 50;
/** A client that neither sends nor takes anything for so long is gone. Milliseconds. */
const IDLE = 120_000;
/** Milliseconds. */
const GRACE = 5_000;

interface Stored {
  readonly objects: ObjectFiles;
  readonly uploads: Uploads;
}

/** Starts the S3-compatible store that serves one machine; see `docs/storage.md` for what it does and what it does not. */
export async function startObjectStore(options: ObjectStoreOptions): Promise<ObjectStore> {
  const objects = await ObjectFiles.open(options.folder, options.log);
  const stored = { objects, uploads: await Uploads.open(options.folder, objects) };
  if (options.bucket !== undefined && !objects.hasBucket(options.bucket)) await objects.createBucket(options.bucket);

  const running = new Set<Promise<void>>();
  const server = createServer({ highWaterMark: BLOCK }, (request, response) => {
    const work = answer(request, response, options, stored).finally(() => running.delete(work));
    running.add(work);
  });
  // The whole of a large upload may take longer than Node's five minutes; what counts is that something still comes.
  server.requestTimeout = 0;
  server.timeout = IDLE;
  const port = await listen(server, options);
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { endpoint: `http://${host}:${port}`, port, stop: () => stop(server, running) };
}

async function listen(server: Server, { host, port }: ObjectStoreOptions): Promise<number> {
  for (let tried = port; ; tried += 1) {
    try {
      server.listen(tried, host);
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EADDRINUSE' && port !== 0 && tried - port + 1 < PORTS) continue;
      throw new StartError(
        `The object store cannot listen on ${host}:${tried} (${code}). Set HOST to an address of this machine, or 0.0.0.0 for all.`,
        { cause: error },
      );
    }
  }
}

async function stop(server: Server, running: ReadonlySet<Promise<void>>): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), GRACE);
  await closed;
  clearTimeout(cut);
  // An upload that was cut off still removes its file.
  await Promise.all(running);
}

/** Never rejects: whatever goes wrong becomes an answer, or the end of the connection when one has begun. */
async function answer(request: IncomingMessage, response: ServerResponse, options: ObjectStoreOptions, stored: Stored): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('x-amz-request-id', requestId);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  try {
    const isAllowed = allowOrigin(request, response, options.allowsOrigin);
    if (request.method !== 'OPTIONS') await serve(request, response, options, stored);
    else if (!isAllowed || !answerPreflight(request, response))
      throw new S3Error('AccessDenied', 'Pages of this origin may not send this request.');
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else sendError(request, response, requestId, errorFor(error, requestId, options.log));
  }
}

async function serve(request: IncomingMessage, response: ServerResponse, options: ObjectStoreOptions, stored: Stored): Promise<void> {
  const method = request.method ?? '';
  const target = parseTarget(request.url ?? '');
  const headers = request.headersDistinct;
  const { bodySha256 } = verifySignature({ method, path: target.path, query: target.query, headers }, options, Date.now());
  const { run } = findRoute(method, target, Object.keys(headers));
  await run({ ...target, ...stored, request, response, bodySha256, region: options.region });
}

function errorFor(error: unknown, requestId: string, log: Log): S3Error {
  if (error instanceof S3Error) return error;
  if (systemCode(error) === 'ENOSPC') return new S3Error('StorageFull');
  // A client that went away in the middle of its upload is no fault of ours.
  if (systemCode(error) !== 'ECONNRESET') log.error({ requestId, err: error }, 'the object store failed');
  return new S3Error('InternalError');
}

function sendError(request: IncomingMessage, response: ServerResponse, requestId: string, error: S3Error): void {
  const body = buildXml('Error', {
    Code: error.code,
    Message: error.message,
    Resource: request.url?.split('?')[0] ?? '',
    RequestId: requestId,
    ...error.elements,
  });
  response.statusCode = error.status;
  response.setHeader('Content-Type', 'application/xml');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(request.method === 'HEAD' ? undefined : body);
}
