import { mkdtemp, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BLOCK, BlockWriter } from '../../../../src/embedded/object-store/files/block-writer.ts';
import { writeChecked } from '../../../../src/embedded/object-store/files/checked-file.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'block-writer-'))));
afterAll(() => rm(folder, { recursive: true }));

/** Enough blocks that the writer waits for the hash. */
const chunk = Buffer.alloc(20 * BLOCK, 1);

test('a block of exactly the size of a block lies in memory that the thread shares', async () => {
  const shared: boolean[] = [];
  const hash = (block: Uint8Array): void => void shared.push(block.buffer instanceof SharedArrayBuffer);
  await writeChecked(join(folder, 'exact'), { bytes: [Buffer.alloc(BLOCK)], byteSize: BLOCK, hash }, () => ({}));
  await writeChecked(join(folder, 'next'), { bytes: [chunk], hash }, () => ({}));
  expect(new Set(shared)).toEqual(new Set([true]));
});

test('a body that breaks off is hashed no further after it was dropped, and its file is closed after its last block', async () => {
  const calls: string[] = [];
  const slow = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const bytes = new Readable({ read: () => undefined });
  bytes.push(chunk);
  const body = {
    bytes,
    hash: async (): Promise<void> => {
      calls.push('hash');
      if (calls.length === 8) asked.resolve();
      await slow.promise;
    },
    drop: () => void calls.push('drop'),
  };
  const written = writeChecked(join(folder, 'broken'), body, () => ({}));
  await asked.promise;
  bytes.destroy(new Error('the client went away'));
  setImmediate(() => slow.resolve());
  await expect(written).rejects.toThrow('the client went away');
  expect(calls).toEqual([...Array.from({ length: 8 }, () => 'hash'), 'drop']);
});

test('a stopped writer resolves only when no block is in use', async () => {
  const handle: FileHandle = await open(join(folder, 'stopped'), 'w');
  const slow = Promise.withResolvers<void>();
  let hashing = 0;
  const hash = async (): Promise<void> => {
    hashing += 1;
    await slow.promise;
    hashing -= 1;
  };
  const writer = new BlockWriter(handle, { bytes: [], hash });
  writer.on('error', () => undefined);
  writer.write(chunk);
  writer.destroy(new Error('over'));
  const stopped = writer.stop();
  setImmediate(() => slow.resolve());
  await stopped;
  expect(hashing).toBe(0);
  await handle.close();
});
