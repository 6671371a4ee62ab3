/**
 * Makes every picture of README.md and docs again, by the command of each: `npm run docs:media`. Fails if a command fails or leaves out one
 * of its pictures; the others run nevertheless.
 */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { PICTURES } from './media/pictures.ts';

const ROOT = resolve(import.meta.dirname, '..');
const changedAt = (path: string): number => statSync(resolve(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const problems: string[] = [];
for (const [command, paths] of Object.entries(PICTURES)) {
  console.log(`npm run ${command}`);
  const startedAt = Date.now();
  const { status, signal } = spawnSync('npm', ['run', '--silent', ...command.split(' ')], { cwd: ROOT, stdio: 'inherit' });
  if (signal === 'SIGINT') process.exit(130);
  if (status !== 0) problems.push(`npm run ${command}: ended with ${status ?? signal}`);
  else
    problems.push(
      ...paths
        .filter((path) => !path.endsWith('/') && changedAt(path) < startedAt)
        .map((path) => `npm run ${command}: did not make ${path}`),
    );
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
