import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { NUMBER } from './attacks.ts';
import type { Load } from './attacks.ts';

/** What an attacker does for so long, in a process of its own that the others' processes go before. */
export interface AttackOrder {
  readonly url: string;
  readonly accessToken: string;
  readonly address: string;
  readonly load: Load;
  readonly ms: number;
}

/** Numbers of outcomes by name: HTTP statuses, or what happened on sockets. */
export type AttackReport = Readonly<Record<string, number>>;

const CONNECTIONS = 8;
const SOCKETS = 4;
const OPERATIONS_A_SOCKET = 20;
const SLOW_CONNECTIONS = 200;
const BYTE_EVERY_MS = 50;
/** Below the limit of sockets of a person. */
const OPEN_SOCKETS = 80;
/** Of one attack in one window, whatever the server does. */
const MAX_ACTIONS = 20_000;
/** An answer that does not come ends with this, so that no attack waits without limit. */
const ANSWER_WITHIN_MS = 5_000;

setPriority(19);
let number = 0;

const numbered = (text: string): string => text.replaceAll(NUMBER, () => (number += 1).toString(16));

class Attacker {
  readonly report: Record<string, number> = {};
  readonly #endsAt: number;
  #actions = 0;

  constructor(private readonly order: AttackOrder) {
    this.#endsAt = performance.now() + order.ms;
  }

  async run(): Promise<void> {
    const { load } = this.order;
    if (load.kind === 'requests') await this.#requests(load);
    else if (load.kind === 'slow bodies') await this.#times(SLOW_CONNECTIONS, () => this.#slowBody());
    else if (load.kind === 'sockets') await this.#openSockets();
    else await this.#times(SOCKETS, () => this.#operations(load.payload));
  }

  #goesOn = (): boolean => performance.now() < this.#endsAt && (this.#actions += 1) <= MAX_ACTIONS;

  #count(outcome: string): void {
    this.report[outcome] = (this.report[outcome] ?? 0) + 1;
  }

  #times = (count: number, act: () => Promise<void>): Promise<unknown> => Promise.all(Array.from({ length: count }, act));

  async #requests({ body, headers }: Extract<Load, { kind: 'requests' }>): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    await this.#times(CONNECTIONS, async () => {
      while (this.#goesOn()) this.#count(await this.#send(agent, numbered(body), headers));
    });
    agent.destroy();
  }

  #send(agent: Agent, body: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
    const { url, accessToken, address } = this.order;
    const own = { authorization: `Bearer ${accessToken}`, 'x-forwarded-for': address, ...more };
    const headers = Object.fromEntries(Object.entries(own).flatMap(([name, value]) => (value === '' ? [] : [[name, numbered(value)]])));
    return new Promise((resolve) => {
      const outgoing = request(`${url}/graphql`, {
        agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
        timeout: ANSWER_WITHIN_MS,
      });
      outgoing.on('timeout', () => outgoing.destroy());
      outgoing.on('error', () => resolve('cut'));
      outgoing.on('response', (response: IncomingMessage) => response.resume().on('close', () => resolve(String(response.statusCode))));
      outgoing.end(body);
    });
  }

  /** A request that is never complete. */
  async #slowBody(): Promise<void> {
    const { hostname, port } = new URL(this.order.url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    socket.write(`POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n`);
    while (this.#goesOn() && !socket.destroyed) {
      socket.write(' ');
      this.#count('sent');
      await pause(BYTE_EVERY_MS);
    }
    socket.destroy();
  }

  /** A socket that has been acknowledged, or what it was refused with. */
  #connect(onMessage: (message: { type: string; id?: string }, socket: WebSocket) => void = () => undefined): Promise<WebSocket | string> {
    const { url, accessToken, address } = this.order;
    const { promise, resolve } = Promise.withResolvers<WebSocket | string>();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      perMessageDeflate: false,
      handshakeTimeout: ANSWER_WITHIN_MS,
      headers: { 'x-forwarded-for': address },
    });
    socket.on('error', () => resolve('refused'));
    socket.on('close', (code) => resolve(`closed ${code}`));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${accessToken}` } })));
    socket.on('message', (text: Buffer) => {
      const message = JSON.parse(text.toString()) as { type: string; id?: string };
      if (message.type === 'connection_ack') resolve(socket);
      onMessage(message, socket);
    });
    return promise;
  }

  async #openSockets(): Promise<void> {
    const open: WebSocket[] = [];
    await this.#times(CONNECTIONS, async () => {
      while (this.#goesOn()) {
        const socket = await this.#connect();
        this.#count(typeof socket === 'string' ? socket : 'acknowledged');
        if (typeof socket !== 'string') open.push(socket);
        if (open.length > OPEN_SOCKETS) open.shift()?.terminate();
      }
    });
    for (const socket of open) socket.terminate();
  }

  async #operations(payload: object): Promise<void> {
    const begin = (socket: WebSocket): void => {
      if (!this.#goesOn()) return;
      socket.send(numbered(JSON.stringify({ id: `o${NUMBER}`, type: 'subscribe', payload })));
    };
    const socket = await this.#connect(({ type, id }, from) => {
      if (type !== 'next' && type !== 'error') return;
      this.#count(type);
      from.send(JSON.stringify({ id, type: 'complete' }));
      begin(from);
    });
    if (typeof socket === 'string') return this.#count(socket);
    for (let count = 0; count < OPERATIONS_A_SOCKET; count += 1) begin(socket);
    await pause(Math.max(0, this.#endsAt - performance.now()));
    socket.terminate();
  }
}

process.on('message', async (order: AttackOrder) => {
  const attacker = new Attacker(order);
  await attacker.run();
  process.send?.(attacker.report satisfies AttackReport);
});
process.on('disconnect', () => process.exit());
