import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { putLiveSound } from '../../../../../src/features/renders/deliveries/stream/live-sound.ts';
import { FencedError } from '../../../../../src/features/jobs/steps/step-handler.ts';
import type { Storage } from '../../../../../src/platform/storage/storage.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

test('a worker that lost its step replaces no more sound', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'live.aac');
  await writeFile(path, 'one two ');
  const put: string[] = [];
  const storage = { putBytes: async (_key: string, bytes: Buffer) => void put.push(bytes.toString()) } as unknown as Storage;
  const assertHeld = async (): Promise<void> => {
    if (put.length > 0) throw new FencedError();
  };
  const segments = [0, 4].map((at) => ({ sound: { at, length: 4 } }));
  const sound = { job: { id: 'job', workspaceId: 'workspace' }, part: 0, path, segments, assertHeld };
  await expect(putLiveSound(storage, sound, new AbortController().signal)).rejects.toThrow(FencedError);
  expect(put).toEqual(['one ']);
});
