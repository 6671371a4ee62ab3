import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readIfThere, writePrivateFile } from './private-file.ts';
import { StartError } from '../kernel/start-error.ts';

const words = (bytes: number) => (): string => randomBytes(bytes).toString('base64url');

/** How each secret is generated. Database passwords are base64url, which needs no escaping in URLs or SQL. */
const MAKERS = {
  JWT_SECRET: words(48),
  /** 32 bytes for AES-256, in base64. */
  ENCRYPTION_KEY: () => randomBytes(32).toString('base64'),
  S3_ACCESS_KEY: () => randomBytes(10).toString('hex').toUpperCase(),
  S3_SECRET_KEY: words(30),
  POSTGRES_OWNER_PASSWORD: words(24),
  POSTGRES_APPLICATION_PASSWORD: words(24),
};

export type Secrets = Readonly<Record<keyof typeof MAKERS, string>>;

/**
 * The secrets of the installation, from `DATA_DIR/secrets.json` (0600). Missing ones are generated and stored. A damaged file is never
 * replaced: without its ENCRYPTION_KEY stored secrets are lost.
 */
export function openSecrets(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json');
  const kept = readSecrets(path) ?? {};
  const missing = Object.entries(MAKERS).filter(([name]) => !(name in kept));
  if (missing.length === 0) return kept as Secrets;
  const all = { ...kept, ...Object.fromEntries(missing.map(([name, make]) => [name, make()])) };
  writePrivateFile(path, `${JSON.stringify(all, null, 2)}\n`);
  return all as Secrets;
}

/** The secrets of a file, as far as it has them; undefined when there is no such file. @throws StartError for a damaged one */
export function readSecrets(path: string): Partial<Secrets> | undefined {
  const text = readIfThere(path);
  return text === undefined ? undefined : parse(text);
}

function parse(text: string): Partial<Secrets> {
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept === 'object' && kept !== null && Object.values(kept).every((value) => typeof value === 'string' && value !== '')) {
      return kept;
    }
  } catch {
    // A file that is not JSON is reported like one of the wrong shape, below.
  }
  throw new StartError('secrets.json in DATA_DIR is damaged. Restore it from a backup, or start with an empty DATA_DIR.');
}
