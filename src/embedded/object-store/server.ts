import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../kernel/log.ts';
import { allowOrigin, answerPreflight } from './http/cors.ts';
import type { AllowsOrigin } from './http/cors.ts';
import { errorCode } from '../../kernel/error-code.ts';
import { S3Error } from './errors.ts';
import { parseTarget } from './http/exchange.ts';
import { Uploads } from './files/multipart.ts';
import { ObjectFiles } from './files/object-files.ts';
import { StartError } from '../../kernel/start-error.ts';
import { findRoute } from './routes/routes.ts';
import { verifySignature, type Credentials } from './http/signature.ts';
import { buildXml } from './http/xml.ts';

export interface ObjectStoreOptions extends Credentials {
  /** Folder of the store, which one store at a time may own; created when missing. */
  readonly folder: string;
  readonly host: string;
  /** First port to try; 0 for any. */
  readonly port: number;
  /** Name of a bucket that is created when missing. */
  readonly bucket?: string;
  readonly allowsOrigin: AllowsOrigin;
  readonly log: Log;
}

export interface ObjectStore {
  /** `http://127.0.0.1:4300` */
  readonly endpoint: string;
  readonly port: number;
  /** Lets running requests finish for some seconds, then closes their connections. */
  stop(): Promise<void>;
}

/** Number of ports to try when the first is taken. */
const PORTS = 50;
/** Milliseconds of inactivity after which a client is disconnected. */
const IDLE = 120_000;
/** Bytes of a request or an answer that wait in memory. */
const BUFFERED = 1024 * 1024;
/** Milliseconds that running requests get at a stop. */
const GRACE = 5_000;

interface Stored {
  readonly objects: ObjectFiles;
  readonly uploads: Uploads;
}

/** Starts the S3-compatible store for a single machine; `docs/storage.md` lists what it supports. */
export async function startObjectStore(options: ObjectStoreOptions): Promise<ObjectStore> {
  const objects = await ObjectFiles.open(options.folder, options.log);
  const stored = { objects, uploads: await Uploads.open(options.folder, objects) };
  if (options.bucket !== undefined && !objects.hasBucket(options.bucket)) await objects.createBucket(options.bucket);

  const running = new Set<Promise<void>>();
  const server = createServer({ highWaterMark: BUFFERED }, (request, response) => {
    const work = answer(request, response, options, stored).finally(() => running.delete(work));
    running.add(work);
  });
  // 0 removes Node's limit of five minutes for a whole request, which a large upload may exceed; only inactivity is limited.
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
      const code = errorCode(error);
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
  // Requests that were cut off still have to delete their unfinished files.
  await Promise.all(running);
}

/** Never rejects: any error becomes an answer, or closes the connection when one has begun. */
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
  if (errorCode(error) === 'ENOSPC') return new S3Error('StorageFull');
  // A client that disconnects during its upload is not a server error.
  if (errorCode(error) !== 'ECONNRESET')
    log.error({ event: 'object_request_failed', requestId, err: error }, 'object store request failed');
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
