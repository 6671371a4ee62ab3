import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** `worker-<process id>`: one folder a worker, so that several share WORK_DIR. */
const NAME = /^worker-(\d+)$/;

/** Makes this worker's own folder for temporary files, and removes those that the dead left. */
export async function openWorkFolder(workDir: string): Promise<string> {
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  await removeDeadWorkFolders(workDir);
  const own = join(workDir, `worker-${process.pid}`);
  // Our own number may have been another's before: what lies there is not ours.
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { mode: 0o700 });
  return own;
}

/** Removes what killed workers of this machine left; those of the living stay. */
export async function removeDeadWorkFolders(workDir: string): Promise<void> {
  for (const name of await readdir(workDir)) {
    const owner = NAME.exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) await rm(join(workDir, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
