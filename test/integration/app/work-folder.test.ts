import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openWorkFolder, deleteStaleWorkFolders } from '../../../src/app/maintenance/work-folders.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { ffmpegsOf, processesWith } from '../../support/processes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('of a worker that is killed in the middle of an encode, ffmpeg and folder disappear; the others keep theirs', async () => {
  await using root = await temporaryFolder();
  const own = await openWorkFolder(root.path);
  const script = join(import.meta.dirname, '../../support/work-until-killed.ts');
  const worker = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ffmpegs[0]?.ffmpegPath ?? '', root.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(worker.stdout, 'data');
  const theirs = join(root.path, `worker-${worker.pid}`);
  expect(ffmpegsOf(worker.pid ?? 0)).toHaveLength(1);
  // It lives, so it keeps what it has.
  expect(await deleteStaleWorkFolders(root.path)).toBe(0);

  worker.kill('SIGKILL');
  await once(worker, 'exit');
  await vi.waitFor(() => expect(processesWith(theirs)).toEqual([]), { timeout: 3_000, interval: 20 });
  expect(existsSync(join(theirs, 'half a film'))).toBe(true);
  expect(await deleteStaleWorkFolders(root.path)).toBe(1);
  expect(await readdir(root.path)).toEqual([`worker-${process.pid}`]);
  expect(existsSync(own)).toBe(true);
});

test('what lies under our own number is another worker’s of before, and what is no worker’s is left alone', async () => {
  await using root = await temporaryFolder();
  await mkdir(join(root.path, `worker-${process.pid}`));
  await writeFile(join(root.path, `worker-${process.pid}`, 'old'), 'x');
  await mkdir(join(root.path, 'something else'));
  const own = await openWorkFolder(root.path);
  expect(await readdir(own)).toEqual([]);
  expect((await readdir(root.path)).toSorted()).toEqual(['something else', `worker-${process.pid}`]);
});
