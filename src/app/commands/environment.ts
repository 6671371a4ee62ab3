import { readRuntimeFile } from '../../embedded/runtime-file.ts';
import type { Environment } from '../config.ts';

const { env } = process;

/** The environment of a command. Next to a running stack of the same DATA_DIR, that of the stack. */
export function commandEnvironment(): Environment {
  if (env['DATABASE_URL'] || env['NODE_ENV'] === 'production') return env;
  const { PUBLIC_URL, ...stack } = readRuntimeFile(env['DATA_DIR'] || '.data') ?? {};
  if (stack['DATABASE_URL']) removeLibpqVariables();
  return { ...(PUBLIC_URL ? { PUBLIC_URL } : {}), ...stack, ...env };
}

/**
 * The embedded PostgreSQL is reached by its own address: pg would also read PGSSLMODE, PGOPTIONS and the like, which the shell sets for
 * other servers.
 */
export function removeLibpqVariables(given: Record<string, string | undefined> = {}): void {
  for (const name of Object.keys(env).filter((one) => /^PG[A-Z]+$/.test(one))) {
    delete env[name];
    delete given[name];
  }
}
