import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';

export interface QueueSettings {
  readonly name: string;
  /** Deliveries after the first, caused by missed heartbeats of a worker that died. */
  readonly retryLimit: number;
  readonly heartbeatSeconds: number;
  /** Backoff before the delivery after a failed one, doubling from the first value to the longest; none when omitted. */
  readonly retryDelay?: { readonly firstSeconds: number; readonly mostSeconds: number };
  /** A message whose `key` equals a waiting message's is discarded; a message in progress does not count. */
  readonly oneWaitingPerKey?: boolean;
}

/** A queue and how its messages are kept alive. The handler is loaded separately by workers. */
export interface QueueDefinition<Payload extends object> extends QueueSettings {
  readonly payload: z.ZodType<Payload>;
}

/** One delivery of a message. After a missed heartbeat the message is delivered again with the same id. */
export interface Delivery {
  readonly id: string;
  /** Aborted when the message is delivered elsewhere, and on shutdown. */
  readonly signal: AbortSignal;
}

export type MessageHandler<Payload> = (payload: Payload, delivery: Delivery) => Promise<void>;

/** Messages are delivered in the order of their transactions; within one transaction the order is not kept. */
export interface SendOptions {
  readonly startAfterSeconds?: number;
  readonly key?: string;
}

export interface Queue {
  /** Sends a message inside the transaction of `em`: it is committed or rolled back with the rows. */
  send<P extends object>(em: EntityManager, definition: QueueDefinition<P>, payload: P, options?: SendOptions): Promise<void>;
  /** The same for many messages in one statement. */
  sendAll<P extends object>(em: EntityManager, definition: QueueDefinition<P>, payloads: readonly P[]): Promise<void>;
  /** Starts consuming, `concurrency` messages at a time. */
  work<P extends object>(definition: QueueDefinition<P>, concurrency: number, handler: MessageHandler<P>): Promise<void>;
  /** Whether this delivery is waiting or active, judged by its heartbeat; false once it has ended. */
  isOpen(em: EntityManager, definition: QueueSettings, deliveryId: string): Promise<boolean>;
  /** Stops consuming; running handlers may finish within `graceMs`, then their signal is aborted and the message is returned. */
  close(graceMs: number): Promise<void>;
}
