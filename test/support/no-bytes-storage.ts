import { writeFile } from 'node:fs/promises';
import type { Storage } from '../../src/platform/storage/storage.ts';

/** For tests of who may do what: takes every upload, of one byte, keeps nothing, and claims to have whatever is looked for: one empty row. */
export const noBytesStorage = {
  remove: async () => true,
  getFile: (_key: string, path: string) => writeFile(path, '{}'),
  stat: async (key: string) => ({ key, byteSize: 1, etag: 'one' }),
  presignGet: async () => 'http://127.0.0.1:9/',
  uploads: {
    ready: async () => undefined,
    begin: async (key: string) => ({ key, storeId: 'one' }),
    presignPart: () => 'http://127.0.0.1:9/',
    parts: async () => [{ number: 1, byteSize: 1, etag: 'one' }],
    complete: async () => 'DONE' as const,
    abort: async () => undefined,
  },
} as Partial<Storage> as Storage;
