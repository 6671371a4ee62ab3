import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { openDataDir } from '../../../src/embedded/data-dir.ts';
import { readRuntimeFile, removeRuntimeFile, writeRuntimeFile } from '../../../src/embedded/runtime-file.ts';
import { openSecrets } from '../../../src/embedded/secrets.ts';
import { isRoot, NOBODY, openFolder, removeFolder } from '../../support/postgres.ts';

const folder = openFolder();
afterAll(() => removeFolder(folder));

const source = (name: string): string => JSON.stringify(join(import.meta.dirname, '../../../src/embedded', name));
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** Another process that holds the folder and has a child of its own. */
async function holdElsewhere(dataDir: string): Promise<{ pid: number; kill(): Promise<void> }> {
  const program = `
    import { spawn } from 'node:child_process';
    import { openDataDir } from ${source('data-dir.ts')};
    openDataDir(${JSON.stringify(dataDir)});
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    console.log(child.pid);
    setInterval(() => undefined, 60_000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(holder, 'exit');
  const [line] = (await once(createInterface(holder.stdout), 'line')) as [string];
  onTestFinished(() => {
    holder.kill('SIGKILL');
    process.kill(Number(line), 'SIGKILL');
  });
  return {
    pid: Number(holder.pid),
    kill: async () => {
      holder.kill('SIGKILL');
      await ended;
    },
  };
}

it('is made with its parents, for its owner alone', () => {
  const dataDir = openDataDir(join(folder, 'new/.data'));
  expect(dataDir.path).toBe(join(folder, 'new/.data'));
  expect(modeOf(dataDir.path)).toBe('700');
  dataDir.release();
});

it('is refused to a second start, which learns who holds it, until the first has ended, even by kill -9', async () => {
  const path = join(folder, 'shared');
  const holder = await holdElsewhere(path);
  expect(() => openDataDir(path)).toThrow(
    new RegExp(`^DATA_DIR ${path} is in use by process ${holder.pid} \\(running since 20.*Z\\)\\. Stop that one first`),
  );
  await holder.kill(); // Its child lives on, and must not keep the lock.
  openDataDir(path).release();
});

it('can be opened again after its release', () => {
  const first = openDataDir(join(folder, 'again'));
  expect(() => openDataDir(first.path)).toThrow(`in use by process ${process.pid}`);
  first.release();
  openDataDir(first.path).release();
});

it('that cannot be written is refused in one line', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => openDataDir(join(folder, 'file/.data'))).toThrow(
    /^DATA_DIR \S+ is not writable \(ENOTDIR\)\. Choose another folder with DATA_DIR\.$/,
  );
});

// For anybody but root, the test itself is that user.
it('that belongs to somebody else is refused in one line', () => {
  const path = join(folder, 'not-ours');
  mkdirSync(path, { mode: 0o555 });
  const become = isRoot ? `process.setuid(${NOBODY});` : '';
  const program = `
    import { openDataDir } from ${source('data-dir.ts')};
    ${become}
    try { openDataDir(${JSON.stringify(path)}); } catch (error) { console.log(error.message); }`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(said).toBe(`DATA_DIR ${path} is not writable (EACCES). Choose another folder with DATA_DIR.\n`);
});

it('keeps secrets that are made once', () => {
  const { path, release } = openDataDir(join(folder, 'secrets'));
  const first = openSecrets(path);
  expect(modeOf(join(path, 'secrets.json'))).toBe('600');
  expect(Buffer.from(first.ENCRYPTION_KEY, 'base64')).toHaveLength(32);
  expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
  expect(openSecrets(path)).toEqual(first);
  release();
});

it('gets the secrets that a newer version needs, and keeps the old ones', () => {
  const { path, release } = openDataDir(join(folder, 'older'));
  writeFileSync(join(path, 'secrets.json'), JSON.stringify({ JWT_SECRET: 'kept' }));
  const secrets = openSecrets(path);
  expect(secrets.JWT_SECRET).toBe('kept');
  expect(secrets.S3_SECRET_KEY.length).toBeGreaterThan(30);
  expect(openSecrets(path)).toEqual(secrets);
  release();
});

it('with damaged secrets is refused, and they are left as they are', () => {
  const { path, release } = openDataDir(join(folder, 'damaged'));
  for (const damaged of ['{"JWT_SECRET": "cut', '{"JWT_SECRET": 5}', 'null']) {
    writeFileSync(join(path, 'secrets.json'), damaged);
    expect(() => openSecrets(path)).toThrow(/^secrets\.json in DATA_DIR is damaged/);
    expect(readFileSync(join(path, 'secrets.json'), 'utf8')).toBe(damaged);
  }
  release();
});

it('shows the environment of its stack for as long as one runs', () => {
  const environment = { DATABASE_URL: 'postgresql://here', PUBLIC_URL: 'http://127.0.0.1:4000' };
  const { path, release } = openDataDir(join(folder, 'runtime'));
  expect(readRuntimeFile(path)).toBeUndefined();
  writeRuntimeFile(path, environment);
  expect(modeOf(join(path, 'runtime.json'))).toBe('600');
  expect(readRuntimeFile(path)).toEqual(environment);
  release(); // As after kill -9: the file is there, and nobody holds the folder.
  expect(readRuntimeFile(path)).toBeUndefined();

  const next = openDataDir(path);
  removeRuntimeFile(path);
  expect(readRuntimeFile(path)).toBeUndefined();
  next.release();
});
