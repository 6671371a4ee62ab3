import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copyObjects, storeBytes } from '../../../../src/app/commands/backup/object-copy.ts';
import { writeChecked } from '../../../../src/embedded/object-store/files/checked-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const bodyOf = (bytes: Buffer) => ({
  bytes: (async function* () {
    yield bytes;
  })(),
});

/** A store with one object. */
async function storeIn(folder: string): Promise<string> {
  const store = join(folder, 'store');
  await mkdir(join(store, 'buckets', 'films'), { recursive: true });
  const metadata = (byteSize: number) => ({ key: 'whole', byteSize, etag: '', modifiedAt: '', headers: {} });
  await writeChecked(join(store, 'buckets', 'films', 'a'), bodyOf(Buffer.from('12345')), metadata);
  return store;
}

it('an unreadable object is left out of a backup and named, and all others are copied', async () => {
  await using folder = await temporaryFolder();
  const store = await storeIn(folder.path);
  await writeFile(join(store, 'buckets', 'films', 'b'), 'half of an object');
  await writeFile(join(store, 'buckets', 'films', 'c'), '');
  const [keys, unreadable]: [string[], string[]] = [[], []];
  const call = {
    onCopied: () => undefined,
    onUnreadable: (path: string) => void unreadable.push(path),
    signal: new AbortController().signal,
  };
  for await (const { key } of copyObjects(store, join(folder.path, 'backup'), call)) keys.push(key);
  expect(keys).toEqual(['whole']);
  expect(unreadable.toSorted()).toEqual(['buckets/films/b', 'buckets/films/c']);
  expect(await readdir(join(folder.path, 'backup', 'objects', 'buckets', 'films'))).toEqual(['a']);
});

it('the bytes of a store are counted while uploads come and go', async () => {
  await using folder = await temporaryFolder();
  const store = await storeIn(folder.path);
  const incoming = join(store, 'incoming');
  const whole = await storeBytes(store);
  let isDone = false;
  const churn = (async () => {
    for (let round = 0; !isDone; round += 1) {
      const upload = join(incoming, String(round), 'parts');
      await mkdir(upload, { recursive: true });
      await rm(join(incoming, String(round)), { recursive: true });
    }
  })();
  for (let count = 0; count < 300; count += 1) expect(await storeBytes(store)).toBe(whole);
  isDone = true;
  await churn;
});
