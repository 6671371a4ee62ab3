import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';

export interface QueueSettings {
  readonly name: string;
  /** Deliveries after the first: a worker that dies says nothing, so only silence (no heartbeat) causes them. */
  readonly retryLimit: number;
  readonly heartbeatSeconds: number;
  /** Pause before a delivery after one that threw, doubling from the first to the longest; none without it. */
  readonly retryDelay?: { readonly firstSeconds: number; readonly mostSeconds: number };
  /** What is sent with the `key` of a piece that waits already vanishes; a piece that is being worked on does not count. */
  readonly oneWaitingPerKey?: boolean;
}

/** What kind of work waits in a queue, and how it is kept alive. The handler is somewhere else, and heavy. */
export interface QueueDefinition<Payload extends object> extends QueueSettings {
  readonly payload: z.ZodType<Payload>;
}

/** One piece of work as it was handed out. When its worker falls silent it is handed out again, with the same id. */
export interface Delivery {
  readonly id: string;
  /** Aborted when the piece is handed to somebody else, and on shutdown. */
  readonly signal: AbortSignal;
}

export type MessageHandler<Payload> = (payload: Payload, delivery: Delivery) => Promise<void>;

/** Work comes in the order of the transactions that sent it; within one transaction the order is not kept. */
export interface SendOptions {
  readonly startAfterSeconds?: number;
  readonly key?: string;
}

export interface Queue {
  /** Puts work into the queue inside the transaction of `em`: it commits or vanishes with the rows. */
  send<P extends object>(em: EntityManager, definition: QueueDefinition<P>, payload: P, options?: SendOptions): Promise<void>;
  /** The same of many pieces, in one statement. */
  sendAll<P extends object>(em: EntityManager, definition: QueueDefinition<P>, payloads: readonly P[]): Promise<void>;
  /** Takes work, `concurrency` pieces at a time. */
  work<P extends object>(definition: QueueDefinition<P>, concurrency: number, handler: MessageHandler<P>): Promise<void>;
  /** Whether this delivery waits or is being worked on, as far as its heartbeat tells; false once it has ended. */
  isOpen(em: EntityManager, definition: QueueSettings, deliveryId: string): Promise<boolean>;
  /** No new work; what runs may finish within `graceMs`, then its signal is aborted and it is handed back. */
  close(graceMs: number): Promise<void>;
}
