/** A signal for work that nothing aborts. */
export const NEVER_ABORTED = new AbortController().signal;

export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Ends the measurement of time, for work that has ended. */
  stop(): void;
}

/** A signal that is aborted with `signal`, and after `ms` with `reasonOf()`. */
export function limitTime(signal: AbortSignal, ms: number, reasonOf: () => Error): TimeLimit {
  const limited = new AbortController();
  const abort = (): void => limited.abort(signal.reason);
  const stop = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  };
  const timer = setTimeout(() => {
    stop();
    limited.abort(reasonOf());
  }, ms);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return { signal: limited.signal, stop };
}

/** Stops waiting for work that cannot be aborted itself. Rejects with the reason of the abort. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
