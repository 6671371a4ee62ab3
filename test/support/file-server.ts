import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/** Somebody else's web server, on a real port, with files and with every kind of malice. */
export interface FileServer {
  readonly url: (path: string) => string;
  /** Paths that were asked for, oldest first. */
  readonly asked: readonly string[];
  serve(path: string, file: Buffer, contentType?: string): void;
  close(): Promise<void>;
}

/** What each path does, besides the files that are served. */
const MALICE: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  '/missing.mp4': (response) => response.writeHead(404).end('<h1>404</h1>'),
  '/broken.mp4': (response) => response.writeHead(500).end(),
  '/busy.mp4': (response) => response.writeHead(429, { 'retry-after': '1' }).end(),
  '/not-modified.mp4': (response) => response.writeHead(304).end(),
  '/private': (response) => response.writeHead(302, { location: 'http://10.0.0.1/secret.mp4' }).end(),
  '/metadata': (response) => response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
  '/file-scheme': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/circle': (response) => response.writeHead(302, { location: '/circle' }).end('x'.repeat(100_000)),
  '/drip.mp4': async (response) => {
    response.writeHead(200, { 'content-length': 1_000_000 });
    while (!response.destroyed) {
      response.write('x');
      await pause(10);
    }
  },
  '/endless.mp4': (response) => {
    const more = (): void => {
      while (response.write(Buffer.alloc(64 * 1_024)));
    };
    response.writeHead(200).on('drain', more);
    more();
  },
  '/silent.mp4': () => undefined,
  '/huge.mp4': (response) => response.writeHead(200, { 'content-length': 1e15 }).flushHeaders(),
  '/says-more.mp4': (response) => response.writeHead(200, { 'content-length': 1_000 }).write('x'.repeat(10), () => response.destroy()),
  '/says-less.mp4': (response) => response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nfour and more'),
  '/cut.mp4': (response) => response.writeHead(200).write('x'.repeat(10), () => response.destroy()),
  '/bomb.mp4': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000))),
  '/empty.mp4': (response) => response.writeHead(200, { 'content-length': 0 }).end(),
  '/nonsense.mp4': (response) => response.socket?.end('SSH-2.0-OpenSSH_9.9\r\n'),
};

export async function openFileServer(): Promise<FileServer> {
  const asked: string[] = [];
  const files = new Map<string, { file: Buffer; contentType: string }>();
  const answer = ({ url = '' }: IncomingMessage, response: ServerResponse): unknown => {
    asked.push(url);
    const path = url.split('?')[0] ?? '';
    const served = files.get(path);
    if (served) return response.writeHead(200, { 'content-type': served.contentType }).end(served.file);
    return (MALICE[path] ?? MALICE['/missing.mp4'])?.(response);
  };
  const server: Server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}${path}`,
    asked,
    serve: (path, file, contentType = 'text/html') => void files.set(path, { file, contentType }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
