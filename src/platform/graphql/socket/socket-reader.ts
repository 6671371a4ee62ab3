import type { WebSocket } from 'ws';

/** Bytes that may wait in this process for one socket; the rest stays in the log. */
const FULL_BYTES = 64 * 1024;
/** Bytes of answers and pongs that may wait for a socket that keeps sending requests. */
const FLOODED_BYTES = 4 * 1024 * 1024;
/** Milliseconds after which a reader that accepts no data is disconnected. */
const STALLED_MS = 10_000;
/** Close code for a reader that is too slow. graphql-ws clients reconnect and resume from their cursor. */
const CLOSE_TOO_SLOW = 4413;

const TEXT = { binary: false } as const;

/** The receiving end of a socket, which may be slow. */
export class SocketReader {
  #draining: Promise<void> | undefined;

  constructor(private readonly socket: WebSocket) {
    const bound = (): void => void (socket.bufferedAmount > FLOODED_BYTES && this.#cut());
    socket.on('message', bound).on('ping', bound);
  }

  get gone(): boolean {
    return this.socket.readyState !== this.socket.OPEN;
  }

  get full(): boolean {
    return this.socket.bufferedAmount > FULL_BYTES;
  }

  /** Sends one text message that consists of a private beginning and shared bytes. */
  send(head: string, shared: Buffer): void {
    const length = Buffer.byteLength(head);
    const message = Buffer.allocUnsafe(length + shared.length);
    message.write(head);
    shared.copy(message, length);
    this.socket.send(message, TEXT);
  }

  /** Resolves when everything that was sent has left this process or the socket is closed. Disconnects a reader that accepts no data. */
  drained(): Promise<void> {
    this.#draining ??= new Promise<void>((resolve) => {
      const patience = setTimeout(() => {
        this.#cut();
        resolve();
      }, STALLED_MS);
      // The ping is queued behind everything else; its callback runs when it was sent or the socket closed.
      this.socket.ping(undefined, undefined, () => {
        clearTimeout(patience);
        resolve();
      });
    }).finally(() => (this.#draining = undefined));
    return this.#draining;
  }

  /** Closes the socket; ws destroys the connection when the peer does not answer within 30 s. */
  #cut(): void {
    this.socket.close(CLOSE_TOO_SLOW, 'Too slow');
  }
}
