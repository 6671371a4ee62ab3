import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import type { RunStatement } from '../database/prepared-transactions.ts';

export interface QueueSettings {
  readonly name: string;
  /** Deliveries after the first, caused by missed heartbeats of a worker that died. */
  readonly retryLimit: number;
  /** A message whose consumer records no heartbeat for so long is delivered again. At least 10 for queues consumed by `work`. */
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

/** A message that a loop has taken and must end. */
export interface TakenMessage<Payload> {
  readonly id: string;
  /** Deliveries before this one; every call on the message is fenced by it. */
  readonly retryCount: number;
  /** Undefined for a payload that this version cannot read. */
  readonly payload: Payload | undefined;
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
  /** Starts consuming, `concurrency` messages at a time. */
  work<P extends object>(definition: QueueDefinition<P>, concurrency: number, handler: MessageHandler<P>): Promise<void>;
  /** What a loop uses that sends, takes and ends many messages in each of its transactions. */
  readonly batches: QueueBatches;
  /** Whether this delivery is waiting or active, judged by its heartbeat; false once it has ended. */
  isOpen(em: EntityManager, definition: QueueSettings, deliveryId: string): Promise<boolean>;
  /** Messages with this key that are waiting or active. */
  countOpen(em: EntityManager, definition: QueueSettings, key: string): Promise<number>;
  /** Stops consuming; running handlers may finish within `graceMs`, then their signal is aborted and the message is returned. */
  close(graceMs: number): Promise<void>;
}

/** Many messages at once. `run` runs statements of the caller's transaction, so that they are committed with its rows. */
export interface QueueBatches {
  /** Sends messages without waking consumers. */
  send<P extends object>(run: RunStatement, definition: QueueDefinition<P>, payloads: readonly P[]): Promise<void>;
  /** Takes at most `count` messages, oldest first. Each needs a heartbeat until it has ended. */
  take<P extends object>(run: RunStatement, definition: QueueDefinition<P>, count: number): Promise<readonly TakenMessage<P>[]>;
  /** Ends messages. One that was delivered again since is left to its new owner. */
  end(run: RunStatement, definition: QueueSettings, messages: readonly TakenMessage<object>[]): Promise<void>;
  /** Records a heartbeat; returns the messages that no longer belong to the caller. */
  heartbeat(definition: QueueSettings, messages: readonly TakenMessage<object>[]): Promise<readonly TakenMessage<object>[]>;
}
