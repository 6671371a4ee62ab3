import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import type { ServerOptions } from 'graphql-ws';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../../../kernel/log.ts';

/** How often a socket is pinged; one that has not answered by the next time is cut. Milliseconds. */
const PING_EVERY_MS = 12_000;
/** What a close frame has room for; ws throws at more. */
const REASON_BYTES = 123;

/** A connection of a client, as the hooks of graphql-ws see it. */
export interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
}

/**
 * Ties graphql-ws to ws. Does what graphql-ws' own `useServer` does, but logs one JSON line where that writes stack traces to standard
 * error, and cuts close reasons that quote what a client sent.
 */
export function serveSockets<Extra extends SocketExtra>(
  options: ServerOptions<{ authorization?: unknown }, Extra>,
  sockets: WebSocketServer,
  log: Log,
): { dispose(): Promise<void> } {
  const server = makeServer(options);
  sockets.options.handleProtocols = handleProtocols;
  sockets.on('error', (error) => log.error({ event: 'socket_server_error', err: error }, 'WebSocket server error'));
  sockets.on('connection', (socket: WebSocket) => {
    // ws has closed the socket by then, with a code that says why: a frame too large, no UTF-8, a bad mask.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      log.info({ event: 'socket_error', code: error.code, reason: error.message }, 'WebSocket closed because of an error'),
    );
    const close = (code: number, reason: string): void => socket.close(code, withinFrame(reason));
    const stopPings = ping(socket);
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close,
        onMessage: (listener) =>
          // The binary type of ws is `nodebuffer` unless it is set.
          socket.on('message', (data: Buffer) => {
            listener(data.toString()).catch((error: unknown) => {
              log.error({ event: 'socket_message_error', err: error }, 'WebSocket message failed');
              close(CloseCode.InternalServerError, 'Internal server error');
            });
          }),
      },
      { socket } as Extra,
    );
    socket.once('close', (code, reason) => {
      stopPings();
      closed(code, String(reason)).catch((error: unknown) =>
        log.error({ event: 'socket_close_error', err: error }, 'WebSocket close failed'),
      );
    });
  });
  return {
    dispose: async () => {
      for (const socket of sockets.clients) socket.close(1001, 'Going away');
      sockets.removeAllListeners('connection');
      await new Promise<void>((resolve, reject) => {
        sockets.close((error) => (error ? reject(error) : resolve()));
      });
    },
  };
}

function ping(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, PING_EVERY_MS);
  return () => clearInterval(timer);
}

function send(socket: WebSocket, text: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  return new Promise((resolve, reject) => {
    socket.send(text, (error) => (error ? reject(error) : resolve()));
  });
}

const withinFrame = (reason: string): string =>
  Buffer.byteLength(reason) <= REASON_BYTES
    ? reason
    : Buffer.from(reason)
        .subarray(0, REASON_BYTES - 3)
        .toString('utf8')
        .replace(/\uFFFD+$/, '');
