import { errorCode } from '../../kernel/error-code.ts';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** `worker-<process id>`: each worker has a folder of its own, so that several can share WORK_DIR. */
const NAME = /^worker-(\d+)$/;

/** Creates this worker's temporary folder and deletes those of dead workers. */
export async function openWorkFolder(workDir: string): Promise<string> {
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  await deleteStaleWorkFolders(workDir);
  const own = join(workDir, `worker-${process.pid}`);
  // An earlier process may have had the same pid: the content of its folder is stale.
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { mode: 0o700 });
  return own;
}

/** Deletes the folders of workers that no longer run. Returns their number. */
export async function deleteStaleWorkFolders(workDir: string): Promise<number> {
  const orphans = (await readdir(workDir)).filter((name) => {
    const owner = NAME.exec(name)?.[1];
    return owner !== undefined && !isAlive(Number(owner));
  });
  for (const name of orphans) await rm(join(workDir, name), { recursive: true, force: true });
  return orphans.length;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
