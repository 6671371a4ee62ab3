import { setTimeout as pause } from 'node:timers/promises';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import type { ServerOptions, WebSocket as ProtocolSocket } from 'graphql-ws';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../../../kernel/log.ts';
import { isTooDeep } from '../json-depth.ts';
import { SocketPings } from './socket-pings.ts';

/** Maximum bytes of the reason in a close frame; ws throws for more. */
const REASON_BYTES = 123;

/** "Service restart" in the registry of WebSocket close codes; clients of graphql-ws reconnect. */
const CLOSE_RESTART = 1012;

/** A connection of a client, as the hooks of graphql-ws see it. */
export interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
}

/**
 * Connects graphql-ws to ws. Like graphql-ws' own `useServer`, but it logs one JSON line where that writes stack traces to standard error,
 * and cuts close reasons that quote text from a client.
 */
export function serveSockets<Extra extends SocketExtra>(
  options: ServerOptions<{ authorization?: unknown }, Extra>,
  sockets: WebSocketServer,
  log: Log,
): { dispose(spreadMs: number): Promise<void> } {
  const server = makeServer(options);
  const pings = new SocketPings();
  sockets.options.handleProtocols = handleProtocols;
  sockets.on('error', (error) => log.error({ event: 'socket_server_error', err: error }, 'WebSocket server error'));
  // ws has already closed the socket, with a code for the reason: a frame too large, invalid UTF-8, a bad mask.
  const onError = (error: NodeJS.ErrnoException): void =>
    log.info({ event: 'socket_error', code: error.code, reason: error.message }, 'WebSocket closed because of an error');
  sockets.on('connection', (socket: WebSocket) => {
    socket.on('error', onError);
    pings.add(socket);
    const closed = server.opened(new SocketTransport(socket, log), { socket } as Extra);
    socket.once('close', (code, reason) => {
      closed(code, String(reason)).catch((error: unknown) =>
        log.error({ event: 'socket_close_error', err: error }, 'WebSocket close failed'),
      );
    });
  });
  return {
    dispose: async (spreadMs) => {
      const open = [...sockets.clients];
      const begunAt = performance.now();
      for (const [index, socket] of open.entries()) {
        // By the time that has passed: with thousands of sockets, the inaccuracy of so many pauses would exceed `spreadMs`.
        const dueMs = begunAt + (spreadMs * index) / open.length - performance.now();
        if (dueMs >= 1) await pause(dueMs);
        socket.close(CLOSE_RESTART, 'Service restart');
      }
      sockets.removeAllListeners('connection');
      await new Promise<void>((resolve, reject) => {
        sockets.close((error) => (error ? reject(error) : resolve()));
      });
      pings.stop();
    },
  };
}

/** A socket as graphql-ws sees it. A class, because closures for each socket take three times its memory. */
class SocketTransport implements ProtocolSocket {
  constructor(
    private readonly socket: WebSocket,
    private readonly log: Log,
  ) {}

  get protocol(): string {
    return this.socket.protocol;
  }

  send(text: string): Promise<void> {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    return new Promise((resolve, reject) => {
      socket.send(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(code: number, reason: string): void {
    this.socket.close(code, withinFrame(reason));
  }

  onMessage(listener: (text: string) => Promise<void>): void {
    // The binary type of ws is `nodebuffer` unless it is set, so messages are Buffers.
    this.socket.on('message', (data: Buffer) => {
      // A socket that is being closed still delivers messages.
      if (this.socket.readyState !== this.socket.OPEN) return;
      if (isTooDeep(data)) return this.close(CloseCode.BadRequest, 'The message is nested too deeply.');
      listener(data.toString()).catch((error: unknown) => {
        this.log.error({ event: 'socket_message_error', err: error }, 'WebSocket message failed');
        this.close(CloseCode.InternalServerError, 'Internal server error');
      });
    });
  }
}

const withinFrame = (reason: string): string =>
  Buffer.byteLength(reason) <= REASON_BYTES
    ? reason
    : Buffer.from(reason)
        .subarray(0, REASON_BYTES - 3)
        .toString('utf8')
        .replace(/\uFFFD+$/, '');
