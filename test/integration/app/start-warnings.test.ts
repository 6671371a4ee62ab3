import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { warnOfMail, warnOfStore } from '../../../src/app/start-warnings.ts';
import { startObjectStore } from '../../../src/embedded/object-store/server.ts';
import { silentLog, type Log } from '../../../src/kernel/log.ts';
import { openStorage } from '../../../src/platform/storage/minio-storage.ts';
import { freePort } from '../../support/stack.ts';

const KEYS = { region: 'us-east-1', bucket: 'reelwright', accessKey: 'warnings', secretKey: 'a secret key' };
let folder: string;
let store: Awaited<ReturnType<typeof startObjectStore>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'object-store-'));
  store = await startObjectStore({ ...KEYS, folder, host: '127.0.0.1', port: 0, allowsOrigin: () => false, log: silentLog });
});
afterAll(async () => {
  await store.stop();
  await rm(folder, { recursive: true, force: true });
});

async function warnings(options: { publicEndpoint?: string; uploadKeys?: { accessKey: string; secretKey: string } }): Promise<object[]> {
  const warned: object[] = [];
  const log: Log = { ...silentLog, warn: (fields) => void warned.push(fields) };
  const { publicEndpoint = store.endpoint, uploadKeys } = options;
  const config = { ...KEYS, endpoint: store.endpoint, publicEndpoint, uploadKeys };
  await warnOfStore(openStorage(config), { storage: config }, log);
  return warned;
}

test('a store that browsers can use leaves no warning', async () => {
  expect(await warnings({})).toEqual([]);
});

test('a public endpoint that does not answer is warned of', async () => {
  const publicEndpoint = `http://127.0.0.1:${await freePort()}`;
  expect(await warnings({ publicEndpoint })).toEqual([{ event: 'public_store_unreachable', publicEndpoint, reason: 'ECONNREFUSED' }]);
});

test('a key for uploads that may not put is warned of, by the names of its variables', async () => {
  expect(await warnings({ uploadKeys: { accessKey: 'unknown', secretKey: 'unknown secret' } })).toEqual([
    { event: 'uploads_not_ready', reason: expect.stringContaining('S3_UPLOAD_ACCESS_KEY') as string },
  ]);
});

test.each([
  ['production without a mail server', { production: true, smtpUrl: undefined }, 1],
  ['production with one', { production: true, smtpUrl: 'smtps://mail.example.org' }, 0],
  ['development', { production: false, smtpUrl: undefined }, 0],
])('at each start of %s', (_, { production, smtpUrl }, count) => {
  const warned: object[] = [];
  warnOfMail({ production, mail: { smtpUrl, from: '', folder: '' } }, { ...silentLog, warn: (fields) => void warned.push(fields) });
  expect(warned).toEqual(Array.from({ length: count }, () => ({ event: 'mail_not_sent' })));
});
