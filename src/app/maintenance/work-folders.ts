import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** `worker-<process id>`: one folder a worker, so that several share WORK_DIR. */
const NAME = /^worker-(\d+)$/;

/** Makes this worker's own folder for temporary files, and removes those that the dead left. */
export async function openWorkFolder(workDir: string): Promise<string> {
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  await deleteStaleWorkFolders(workDir);
  const own = join(workDir, `worker-${process.pid}`);
  // Our own number may have been another's before: what lies there is not ours.
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { mode: 0o700 });
  return own;
}

/** Removes the folders of workers that are no more. Returns how many: those that were killed could not do it themselves. */
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
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
