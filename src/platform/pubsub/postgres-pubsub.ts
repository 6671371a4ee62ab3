import { Client } from 'pg';
import type { Log } from '../../kernel/log.ts';
import type { PubSub } from './pubsub.ts';

const RECONNECT_MS = [100, 250, 500, 1_000, 2_000, 5_000] as const;
/** Milliseconds: interval and timeout of the keepalive query, which detects a broken connection without an error. */
const HEARTBEAT_MS = 10_000;
const ANSWER_WITHIN_MS = 5_000;

type Listener = (payload: string | undefined) => void;

/**
 * Listens on one connection per process, which is reopened whenever it is lost. Needs a session connection, so PgBouncer must not be in
 * transaction mode.
 */
export async function openPostgresPubSub(options: { url: string; channels: readonly string[]; log: Log }): Promise<PubSub> {
  const pubsub = new PostgresPubSub(options.url, options.channels, options.log);
  await pubsub.connect();
  return pubsub;
}

class PostgresPubSub implements PubSub {
  readonly #listeners = new Map<string, Set<Listener>>();
  #client: Client | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly url: string,
    private readonly channels: readonly string[],
    private readonly log: Log,
  ) {}

  listen(channel: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  get isListening(): boolean {
    return this.#client !== undefined;
  }

  async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      query_timeout: ANSWER_WITHIN_MS,
      application_name: 'reelwright listen',
    });
    client.on('notification', ({ channel, payload }) => this.#listeners.get(channel)?.forEach((listener) => listener(payload)));
    // pg emits an error and then an end; the first of both starts the reconnection.
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    try {
      await client.connect();
      await client.query(this.channels.map((channel) => `listen ${client.escapeIdentifier(channel)}`).join(';'));
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    // The pubsub was closed while this connection was being opened.
    if (this.#closed) return client.end();
    this.#client = client;
    this.#heartbeat = setInterval(() => void client.query('select 1').catch(() => this.#lost(client)), HEARTBEAT_MS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#retry);
    await this.#client?.end().catch(() => undefined);
  }

  #lost(client: Client): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    clearInterval(this.#heartbeat);
    client.end().catch(() => undefined);
    this.log.warn({ event: 'listen_lost' }, 'lost the LISTEN connection; reconnecting');
    this.#reconnect(0);
  }

  #reconnect(tries: number): void {
    const delay = RECONNECT_MS[Math.min(tries, RECONNECT_MS.length - 1)];
    this.#retry = setTimeout(() => {
      this.connect().then(
        () => {
          if (this.#closed) return;
          this.log.info({ event: 'listen_restored' }, 'LISTEN connection is back');
          for (const listeners of this.#listeners.values()) listeners.forEach((listener) => listener(undefined));
        },
        () => this.#closed || this.#reconnect(tries + 1),
      );
    }, delay);
  }
}
