import type { PubSub } from '../pubsub/pubsub.ts';

/**
 * A public value in the memory of this process, loaded by one function without a person and dropped when its channel is notified. The
 * tables that it reads notify the channel in the transaction of their change.
 */
export class CachedValue<T> {
  /** The loaded value, or the load that everybody who asks meanwhile waits for. */
  #value: Promise<T> | undefined;
  /** A load that runs while notifications cannot arrive; its result is not kept. */
  #unkept: Promise<T> | undefined;

  constructor(
    private readonly pubsub: PubSub,
    channel: string,
    private readonly load: () => Promise<T>,
  ) {
    // Also called after a reconnection, when notifications may have been missed.
    pubsub.listen(channel, () => (this.#value = undefined));
  }

  /** Drops the value after a change of this process, whose notification may not have arrived yet. */
  drop(): void {
    this.#value = undefined;
    this.#unkept = undefined;
  }

  /**
   * The value, no older than the last notified change. While notifications cannot arrive it is not kept, and those who ask during a load share
   * it, so that many of them do not take every connection.
   */
  get(): Promise<T> {
    if (!this.pubsub.isListening) {
      this.#value = undefined;
      this.#unkept ??= this.load().finally(() => (this.#unkept = undefined));
      return this.#unkept;
    }
    if (this.#value) return this.#value;
    const loading = this.load();
    this.#value = loading;
    // A failed load is repeated by the next caller. A load that began before a notification is returned to its callers and was dropped.
    loading.catch(() => {
      if (this.#value === loading) this.#value = undefined;
    });
    return loading;
  }
}
