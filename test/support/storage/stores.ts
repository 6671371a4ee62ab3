import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../../src/kernel/log.ts';
import { startObjectStore } from '../../../src/embedded/object-store/server.ts';
import { openStorage } from '../../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../../src/platform/storage/storage.ts';
import { elements, sendSigned, type S3Access } from './raw-s3.ts';

/** A running store with an empty bucket of the test's own. */
export interface TestStore extends S3Access {
  readonly bucket: string;
  /** Where an embedded store keeps its files. */
  readonly folder: string | undefined;
  close(): Promise<void>;
}

export interface StoreKind {
  readonly name: string;
  open(): Promise<TestStore>;
}

const KEYS = { region: 'us-east-1', accessKey: 'conformance', secretKey: 'a secret / with + signs' };
export const ALLOWED_ORIGIN = 'https://studio.example';

const embedded: StoreKind = {
  name: 'the embedded store',
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'object-store-'));
    const bucket = 'reelwright';
    const allowsOrigin = (origin: string): boolean => origin === ALLOWED_ORIGIN;
    const options = { ...KEYS, folder, bucket, host: '127.0.0.1', port: 0, allowsOrigin, log: silentLog };
    const store = await startObjectStore(options);
    const close = async () => {
      await store.stop();
      await rm(folder, { recursive: true, force: true });
    };
    return { ...KEYS, endpoint: store.endpoint, bucket, folder, close };
  },
};

/** Empties a bucket through the raw interface; no key of these tests needs more than one page. */
async function empty(access: S3Access, bucket: string): Promise<void> {
  const listing = await sendSigned(access, 'GET', `/${bucket}?encoding-type=url&list-type=2`);
  for (const key of elements(listing.text, 'Key')) {
    const path = decodeURIComponent(key.replaceAll('+', ' ')).split('/').map(encodeURIComponent).join('/');
    await sendSigned(access, 'DELETE', `/${bucket}/${path.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`);
  }
}

const given = (endpoint: string): StoreKind => ({
  name: `the store at S3_ENDPOINT`,
  async open() {
    const access = {
      endpoint,
      region: process.env['S3_REGION'] ?? 'us-east-1',
      accessKey: process.env['S3_ACCESS_KEY'] ?? '',
      secretKey: process.env['S3_SECRET_KEY'] ?? '',
    };
    const bucket = `conformance-${randomUUID()}`;
    const made = await sendSigned(access, 'PUT', `/${bucket}`);
    if (made.status !== 200) throw new Error(`The bucket could not be made: ${made.status} ${made.text}`);
    const close = async () => {
      do await empty(access, bucket);
      while ((await sendSigned(access, 'DELETE', `/${bucket}`)).status === 409);
    };
    return { ...access, bucket, folder: undefined, close };
  },
});

const endpoint = process.env['S3_ENDPOINT'];

/** Keys that sign uploads, where the store needs its own for that. */
const uploadKey = process.env['S3_UPLOAD_ACCESS_KEY'];
export const uploadKeysOf = ({ folder }: TestStore) =>
  folder === undefined && uploadKey !== undefined
    ? { accessKey: uploadKey, secretKey: process.env['S3_UPLOAD_SECRET_KEY'] ?? '' }
    : undefined;

/** The embedded store always, and the one at `S3_ENDPOINT` (with `S3_ACCESS_KEY`, `S3_SECRET_KEY`, `S3_REGION`) when given. */
export const STORES: readonly StoreKind[] = [embedded, ...(endpoint === undefined ? [] : [given(endpoint)])];
export const openEmbedded = (): Promise<TestStore> => embedded.open();

/** An embedded store of the test's own, and the product's client before it. */
export async function openStoreForTest(): Promise<{ readonly storage: Storage; close(): Promise<void> }> {
  const store = await openEmbedded();
  const storage = openStorage({ ...store, publicEndpoint: store.endpoint });
  await storage.ready();
  return { storage, close: () => store.close() };
}
