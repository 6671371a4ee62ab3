import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Of 100; what `systemd-analyze security` calls OK ends at 49. */
const MAX_EXPOSURE = 20;

const units = resolve(import.meta.dirname, '../../../deploy/systemd');
const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
const isMissing = analyze('--version').error !== undefined;
let folder: string;
let files: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelwright-units-'));
  cpSync(units, folder, { recursive: true });
  files = readdirSync(folder).map((name) => join(folder, name));
  // The program of an installation is not on this machine, which systemd would report.
  for (const file of files) writeFileSync(file, readFileSync(file, 'utf8').replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(isMissing)('systemd understands every line of the units (skipped without systemd-analyze)', () => {
  const { status, stdout, stderr } = analyze('verify', '--man=no', ...files);
  // Of a setting that it does not know it only warns.
  expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
});

test.skipIf(isMissing)('each unit keeps its restrictions (skipped without systemd-analyze)', () => {
  for (const file of files) expect(analyze('security', '--offline=true', `--threshold=${MAX_EXPOSURE}`, file).status, file).toBe(0);
});
