import type { Storage } from '../../src/platform/storage/storage.ts';

/** For tests of who may do what: takes every upload, of one byte, and keeps nothing. */
export const noBytesStorage = {
  remove: async () => undefined,
  uploads: {
    ready: async () => undefined,
    begin: async (key: string) => ({ key, storeId: 'one' }),
    presignPart: () => 'http://127.0.0.1:9/',
    parts: async () => [{ number: 1, byteSize: 1, etag: 'one' }],
    complete: async () => 'DONE' as const,
    abort: async () => undefined,
  },
} as Partial<Storage> as Storage;
