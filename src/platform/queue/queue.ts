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
export interface JobDefinition<Payload extends object> extends QueueSettings {
  readonly payload: z.ZodType<Payload>;
}

export type JobHandler<Payload> = (payload: Payload, signal: AbortSignal) => Promise<void>;

export interface SendOptions {
  readonly startAfterSeconds?: number;
  /** Higher is sooner. Equals come in the order of their transactions; within one transaction the order of equals is not kept. */
  readonly priority?: number;
  readonly key?: string;
}

export interface Queue {
  /** Puts work into the queue inside the transaction of `em`: it commits or vanishes with the rows. */
  send<P extends object>(em: EntityManager, definition: JobDefinition<P>, payload: P, options?: SendOptions): Promise<void>;
  /** Takes work, `concurrency` pieces at a time. */
  work<P extends object>(definition: JobDefinition<P>, concurrency: number, handler: JobHandler<P>): Promise<void>;
  /** No new work; what runs may finish within `graceMs`, then its signal is aborted and it is handed back. */
  close(graceMs: number): Promise<void>;
}
