/**
 * Makes a stream that ends at once when its reader leaves. A bare async generator would not: its `return()` waits for the promise
 * that it is awaiting, which may be an event that never comes.
 */
export function streamUntilLeft<T>(start: (signal: AbortSignal) => AsyncGenerator<T>, outer: AbortSignal): AsyncIterableIterator<T> {
  const left = new AbortController();
  const generator = start(AbortSignal.any([left.signal, outer]));
  return {
    next: () => generator.next(),
    return: async () => {
      left.abort();
      await generator.return(undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
