import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The folder of the examples, a package of its own. */
export const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

const run = promisify(execFile);
const PATH = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
const MAX_OUTPUT_BYTES = 10 * 1024 ** 2;

/** Installs the packages of the examples where they are missing or older than the lock file. */
export async function installExamples(): Promise<void> {
  const installed = join(EXAMPLES, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs > statSync(join(EXAMPLES, 'package-lock.json')).mtimeMs) return;
  await runExample('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}

/** Runs a command in the folder of the examples. Returns what it printed. @throws with the output when it fails */
export async function runExample(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = EXAMPLES,
): Promise<string> {
  const { stdout } = await run(command, args, { cwd, env: { ...process.env, PATH, ...env }, maxBuffer: MAX_OUTPUT_BYTES });
  return stdout;
}
