import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import type { RunStatement } from '../database/prepared-transactions.ts';

export interface QueueSettings {
  readonly name: string;
  /** Maximum further deliveries after missed heartbeats of workers that died. */
  readonly retryLimit: number;
  /** Seconds without a heartbeat after which a message is delivered again. At least 10 for queues that `work` consumes. */
  readonly heartbeatSeconds: number;
  /** Backoff before a failed message is delivered again, doubling from the first value to the longest; by default none. */
  readonly retryDelay?: { readonly firstSeconds: number; readonly mostSeconds: number };
  /** Whether a message whose `key` equals that of a waiting message is discarded. A message in progress does not count. */
  readonly oneWaitingPerKey?: boolean;
}

/** A queue, and the format of its messages. Workers load its handler separately. */
export interface QueueDefinition<Payload extends object> extends QueueSettings {
  readonly payload: z.ZodType<Payload>;
}

/** One delivery of a message. After a missed heartbeat the message is delivered again with the same id. */
export interface Delivery {
  readonly id: string;
  /** Aborted when the message is delivered to another worker, and at shutdown. */
  readonly signal: AbortSignal;
  /** Whether the message is not delivered again if the handler fails. */
  readonly isLast?: boolean;
}

/** A message that a loop has taken and must end. */
export interface TakenMessage<Payload> {
  readonly id: string;
  /** Number of earlier deliveries; every call for the message is fenced by it. */
  readonly retryCount: number;
  /** The payload; undefined if this version cannot read it. */
  readonly payload: Payload | undefined;
}

export type MessageHandler<Payload> = (payload: Payload, delivery: Delivery) => Promise<void>;

/** Options of a message. Messages are delivered in the order of their transactions; within one transaction the order is undefined. */
export interface SendOptions {
  readonly startAfterSeconds?: number;
  readonly key?: string;
}

export interface Queue {
  /** Sends a message in the transaction of `em`, so that it is committed or rolled back with the rows. */
  send<P extends object>(em: EntityManager, definition: QueueDefinition<P>, payload: P, options?: SendOptions): Promise<void>;
  /** Starts to consume a queue, `concurrency` messages at a time. */
  work<P extends object>(definition: QueueDefinition<P>, concurrency: number, handler: MessageHandler<P>): Promise<void>;
  /** For a loop that sends, takes and ends many messages in each of its transactions. */
  readonly batches: QueueBatches;
  /** Whether this delivery is waiting or active, judged by its heartbeat; false once it has ended. */
  isOpen(em: EntityManager, definition: QueueSettings, deliveryId: string): Promise<boolean>;
  /** Number of messages with this key that are waiting or active. */
  countOpen(em: EntityManager, definition: QueueSettings, key: string): Promise<number>;
  /** Number of waiting or active messages in which this field, a text, does not begin with `prefix`. */
  countWithoutPrefix<P extends object>(em: EntityManager, of: QueueDefinition<P>, field: keyof P & string, prefix: string): Promise<number>;
  /** Resolves when the queue can be used; used for readiness. */
  ping(): Promise<void>;
  /** Stops consuming. Running handlers may finish within `graceMs`; then their signal is aborted and the message is returned. */
  close(graceMs: number): Promise<void>;
}

/** Operations on many messages at once. `run` runs statements of the caller's transaction, so that they are committed with its rows. */
export interface QueueBatches {
  /** Sends messages without waking consumers. */
  send<P extends object>(run: RunStatement, definition: QueueDefinition<P>, payloads: readonly P[]): Promise<void>;
  /** Takes at most `count` messages, oldest first. Each needs a heartbeat until it has ended. */
  take<P extends object>(run: RunStatement, definition: QueueDefinition<P>, count: number): Promise<readonly TakenMessage<P>[]>;
  /** Ends messages. A message that was delivered again since is left to its new owner. */
  end(run: RunStatement, definition: QueueSettings, messages: readonly TakenMessage<object>[]): Promise<void>;
  /** Records a heartbeat. Returns the messages that no longer belong to the caller. */
  heartbeat(definition: QueueSettings, messages: readonly TakenMessage<object>[]): Promise<readonly TakenMessage<object>[]>;
}
