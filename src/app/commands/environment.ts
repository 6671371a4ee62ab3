import { readRuntimeFile } from '../../embedded/runtime-file.ts';
import type { Environment } from '../config.ts';

const { env } = process;

/** The environment of a command. While a stack runs on the same DATA_DIR, the environment of that stack. */
export function commandEnvironment(): Environment {
  if (env['DATABASE_URL'] || env['NODE_ENV'] === 'production') return env;
  const { PUBLIC_URL, ...stack } = readRuntimeFile(env['DATA_DIR'] || '.data') ?? {};
  if (stack['DATABASE_URL']) removeLibpqVariables();
  return { ...(PUBLIC_URL ? { PUBLIC_URL } : {}), ...stack, ...env };
}

/**
 * Removes the variables that libpq would read. The embedded PostgreSQL has an address of its own, but `pg` would also read PGSSLMODE,
 * PGOPTIONS and similar variables that the shell sets for other servers.
 */
export function removeLibpqVariables(given: Record<string, string | undefined> = {}): void {
  for (const name of Object.keys(env).filter((one) => /^PG[A-Z]+$/.test(one))) {
    delete env[name];
    delete given[name];
  }
}
