import type { PubSub } from '../pubsub/pubsub.ts';

/**
 * A public value in the memory of this process, loaded by one function without a person and dropped when its channel is notified. The
 * tables that it reads notify the channel in the transaction of their change.
 */
export class CachedValue<T> {
  /** The loaded value, or the load that everybody who asks meanwhile waits for. */
  #value: Promise<T> | undefined;

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
  }

  /** The value, no older than the last notified change. Loaded each time while notifications cannot arrive. */
  get(): Promise<T> {
    if (!this.pubsub.isListening) {
      this.#value = undefined;
      return this.load();
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
