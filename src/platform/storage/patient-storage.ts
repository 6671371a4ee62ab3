import { setTimeout as pause } from 'node:timers/promises';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { Storage } from './storage.ts';

/**
 * Milliseconds that a call waits for an unavailable store: half of the time for which a step may be silent, and long enough for a restart
 * of the store. In a longer outage the step gives its place to others.
 */
const PATIENCE_MS = 300_000;
/** Milliseconds before the second call; doubled each time, up to the longest. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 10_000;

/** Whether the store does not answer. A full disk is not an outage, because it does not end by itself. */
const isStoreAway = (error: unknown): boolean =>
  error instanceof ReelwrightError && error.code === 'UNAVAILABLE' && !error.details?.['full'];

/**
 * The store for the work of steps: calls wait until an outage is over, so that a finished file can be stored and need not be made again.
 * Only calls that may be repeated, and that have a signal, wait.
 */
export function patientStorage(storage: Storage, patienceMs = PATIENCE_MS): Storage {
  async function waited<T>(call: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const givingUpAt = performance.now() + patienceMs;
    for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(2 * ms, MAX_PAUSE_MS)) {
      try {
        return await call();
      } catch (error) {
        if (!isStoreAway(error) || signal?.aborted || performance.now() + ms > givingUpAt) throw error;
        await pause(ms, undefined, signal ? { signal } : {});
      }
    }
  }
  return {
    uploads: storage.uploads,
    ready: (signal) => waited(() => storage.ready(signal), signal),
    putFile: (key, path, options) => waited(() => storage.putFile(key, path, options), options.signal),
    putBytes: (key, bytes, options) => waited(() => storage.putBytes(key, bytes, options), options.signal),
    getFile: (key, path, options) => waited(() => storage.getFile(key, path, options), options?.signal),
    readBytes: (key, range, signal) => waited(() => storage.readBytes(key, range, signal), signal),
    stat: (key, signal) => (signal ? waited(() => storage.stat(key, signal), signal) : storage.stat(key)),
    copy: (from, to, signal) => (signal ? waited(() => storage.copy(from, to, signal), signal) : storage.copy(from, to)),
    list: (prefix) => storage.list(prefix),
    remove: (keys) => storage.remove(keys),
    abortUploads: (begunBefore) => storage.abortUploads(begunBefore),
    presignGet: (key, options) => storage.presignGet(key, options),
  };
}
