import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkFolder, removeDeadWorkFolders } from '../../../src/app/work-folder.ts';
import { openFolder, removeFolder } from '../../support/postgres.ts';

let workDir: string;
beforeAll(() => {
  workDir = openFolder();
});
afterAll(() => removeFolder(workDir));

/** The number of a process that has ended. */
const deadPid = (): number => spawnSync('true').pid;

async function leave(name: string): Promise<string> {
  await mkdir(join(workDir, name, 'a step'), { recursive: true });
  await writeFile(join(workDir, name, 'a step', 'voice.wav'), 'half');
  return name;
}

test('what dead workers left goes, at the next start and while others work; the living and strangers keep theirs', async () => {
  const kept = [await leave(`worker-${process.ppid}`), await leave('somebody else'), await leave('worker-of-my-own')];
  const own = `worker-${process.pid}`;
  await leave(`worker-${deadPid()}`);
  await leave(own);
  expect(await openWorkFolder(workDir)).toBe(join(workDir, own));
  expect((await readdir(workDir)).toSorted()).toEqual([own, ...kept].toSorted());
  expect(await readdir(join(workDir, own))).toEqual([]);

  await leave(`worker-${deadPid()}`);
  await removeDeadWorkFolders(workDir);
  expect((await readdir(workDir)).toSorted()).toEqual([own, ...kept].toSorted());
});
