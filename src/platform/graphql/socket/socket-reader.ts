import type { WebSocket } from 'ws';

/** Bytes that may wait in this process for one socket. What it has not got beyond that stays in the log. */
const FULL_BYTES = 64 * 1024;
/** Bytes of answers and pongs that may wait for one socket which goes on asking. */
const FLOODED_BYTES = 4 * 1024 * 1024;
/** A reader that takes nothing for this long is cut. */
const STALLED_MS = 10_000;
/** graphql-ws clients come back, and read on from where they were. */
const CLOSE_TOO_SLOW = 4413;

const TEXT = { binary: false } as const;

/** The other end of a socket, as somebody who may be slow. */
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

  /** Sends one text message, made of what is this reader's own and of bytes that are everybody's. */
  send(head: string, shared: Buffer): void {
    const length = Buffer.byteLength(head);
    const message = Buffer.allocUnsafe(length + shared.length);
    message.write(head);
    shared.copy(message, length);
    this.socket.send(message, TEXT);
  }

  /** Resolves when all that was sent has left this process, or the socket is gone. Cuts a reader that takes nothing. */
  drained(): Promise<void> {
    this.#draining ??= new Promise<void>((resolve) => {
      const patience = setTimeout(() => {
        this.#cut();
        resolve();
      }, STALLED_MS);
      // Behind everything else; its callback comes when it has gone, or when the socket has.
      this.socket.ping(undefined, undefined, () => {
        clearTimeout(patience);
        resolve();
      });
    }).finally(() => (this.#draining = undefined));
    return this.#draining;
  }

  /** ws destroys the connection when the other end does not answer within 30 s. */
  #cut(): void {
    this.socket.close(CLOSE_TOO_SLOW, 'Too slow');
  }
}
