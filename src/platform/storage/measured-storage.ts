import { stat } from 'node:fs/promises';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { inSpan } from '../tracing/tracing.ts';
import type { Storage } from './storage.ts';

/** The store with every call measured, and all but `ready` in a span. */
export function measuredStorage(storage: Storage, metrics: Metrics): Storage {
  async function measured<T>(call: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    let outcome = 'OK';
    try {
      // Probes call `ready` all the time; a span of each would be a trace of its own.
      return await (call === 'ready' ? work() : inSpan(`storage ${call}`, { kind: 'CLIENT' }, work));
    } catch (error) {
      outcome = signal?.aborted ? 'ABORTED' : error instanceof ReelwrightError ? error.code : 'INTERNAL';
      throw error;
    } finally {
      metrics.observe('reelwright_storage_call_duration_seconds', { call, outcome }, (performance.now() - startedAt) / 1_000);
    }
  }
  const moved = (direction: 'IN' | 'OUT', bytes: number): void => metrics.count('reelwright_storage_bytes_total', { direction }, bytes);
  return {
    uploads: storage.uploads,
    ready: (signal) => measured('ready', signal, () => storage.ready(signal)),
    putFile: async (key, path, options) => {
      const stored = await measured('putFile', options.signal, () => storage.putFile(key, path, options));
      moved('OUT', stored.byteSize);
      return stored;
    },
    putBytes: async (key, bytes, options) => {
      const stored = await measured('putBytes', options.signal, () => storage.putBytes(key, bytes, options));
      moved('OUT', bytes.byteLength);
      return stored;
    },
    getFile: async (key, path, options) => {
      await measured('getFile', options?.signal, () => storage.getFile(key, path, options));
      // The file is complete once it appears.
      moved(
        'IN',
        await stat(path).then(
          ({ size }) => size,
          () => 0,
        ),
      );
    },
    readBytes: async (key, range, signal) => {
      const bytes = await measured('readBytes', signal, () => storage.readBytes(key, range, signal));
      moved('IN', bytes.byteLength);
      return bytes;
    },
    stat: (key, signal) => measured('stat', signal, () => storage.stat(key, signal)),
    copy: (from, to, signal) => measured('copy', signal, () => storage.copy(from, to, signal)),
    list: (prefix) => storage.list(prefix),
    remove: (keys) => measured('remove', undefined, () => storage.remove(keys)),
    abortUploads: (begunBefore) => measured('abortUploads', undefined, () => storage.abortUploads(begunBefore)),
    presignGet: (key, options) => storage.presignGet(key, options),
  };
}
