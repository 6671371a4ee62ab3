import { once } from 'node:events';
import { WebSocket } from 'ws';

export interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: unknown;
}

/** A WebSocket that sends the given bytes and keeps what comes back. */
export class RawSocket {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  /** Close code; resolves with -1 when the connection was refused before it was one. */
  readonly closed: Promise<number>;
  readonly #waiting = new Set<() => void>();

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString()) as Message);
      for (const look of this.#waiting) look();
    });
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code) => resolve(code === 1006 ? -1 : code));
      this.socket.once('close', () => this.#waiting.forEach((look) => look()));
    });
  }

  async opened(): Promise<boolean> {
    if (this.socket.readyState === WebSocket.OPEN) return true;
    return Promise.race([once(this.socket, 'open').then(() => true), this.closed.then(() => false)]).catch(() => false);
  }

  send(message: Message): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Opens it and says who it is. False when it was refused. */
  async begin(accessToken: string): Promise<boolean> {
    if (!(await this.opened())) return false;
    this.send({ type: 'connection_init', payload: { authorization: `Bearer ${accessToken}` } });
    return (await this.next(({ type }) => type === 'connection_ack')) !== undefined;
  }

  /** The first message that fits, past or to come; undefined when the socket closes without it. */
  next(fits: (message: Message) => boolean): Promise<Message | undefined> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.messages.find(fits);
        if (!found && this.socket.readyState !== WebSocket.CLOSED) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  async end(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }
}
