import { readRuntimeFile } from '../../embedded/runtime-file.ts';
import type { Environment } from '../config.ts';

const { env } = process;

/** Placeholders for embedded services and generated secrets. */
export const EMBEDDED_PLACEHOLDERS = {
  DATABASE_URL: 'postgresql://embedded',
  S3_ENDPOINT: 'http://embedded',
  S3_ACCESS_KEY: 'made',
  S3_SECRET_KEY: 'made',
  JWT_SECRET: 'generated when missing, and kept',
  ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
};

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
