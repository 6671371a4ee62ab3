import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from '../../../embedded/private-file.ts';
import { StartError } from '../../../kernel/start-error.ts';
import { contentHash } from '../../../platform/text/content-hash.ts';

/** The form of the folder. A program reads its own and every older one. */
export const FORMAT = 1;
const NAME = 'manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

/** A file below the folder of the backup. */
const file = z.object({ path: z.string(), bytes: count, sha256 });
export type BackupFile = z.infer<typeof file>;

const table = z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()).min(1), rows: count, file });
export type BackupTable = z.infer<typeof table>;

const sequence = z.object({ schema: z.string(), name: z.string(), lastValue: z.string() });
export type BackupSequence = z.infer<typeof sequence>;

const manifest = z.object({
  format: z.int(),
  /** The version of Reelwright that wrote it. */
  version: z.string(),
  /** The moment of the snapshot, by the clock of the database. */
  takenAt: z.string(),
  /** Migrations of the database, in order. */
  migrations: z.array(z.string()),
  /** Version of pg-boss's own schema. */
  queueSchema: z.int(),
  /** Identifies ENCRYPTION_KEY without telling it. */
  encryptionKey: z.string(),
  tables: z.array(table).min(1),
  sequences: z.array(sequence),
  objects: z.object({
    /** Objects, which may have several files each. */
    count,
    bytes: count,
    /** Objects that rows name and that the store did not have. */
    missing: count,
    /** One line of JSON for each file of objects. */
    list: file,
  }),
});
export type Manifest = z.infer<typeof manifest>;

const envelope = z.object({ sha256, manifest: z.looseObject({ format: z.int(), version: z.string() }) });

/** Written last: a folder without it is no backup. */
export function writeManifest(folder: string, content: Manifest): void {
  writePrivateFile(join(folder, NAME), `${JSON.stringify({ sha256: contentHash(content), manifest: content }, null, 1)}\n`);
}

/** @throws StartError for a folder that is no whole backup, or one that a newer program wrote */
export function readManifest(folder: string): Manifest {
  const text = readIfThere(join(folder, NAME));
  if (text === undefined) {
    throw new StartError(
      `BACKUP_INCOMPLETE: ${folder} has no ${NAME}. It is no backup, or the backup was interrupted or still runs. Use another one.`,
    );
  }
  const outer = envelope.safeParse(parsed(text));
  if (!outer.success || contentHash(outer.data.manifest) !== outer.data.sha256) throw damaged(NAME);
  const { format, version } = outer.data.manifest;
  if (format > FORMAT) throw newer(version, `format ${String(format)}`);
  const inner = manifest.safeParse(outer.data.manifest);
  if (!inner.success) throw damaged(NAME);
  return inner.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const damaged = (path: string): StartError =>
  new StartError(`BACKUP_DAMAGED: ${path} of the backup is damaged or missing. Nothing was restored; use another backup.`);

export const newer = (version: string, what: string): StartError =>
  new StartError(
    `BACKUP_NEWER: Reelwright ${version} wrote this backup, and this version does not know its ${what}. Install that version.`,
  );

/** The first 16 hexadecimal digits of a hash of the key, which has 256 random bits. */
export const fingerprint = (encryptionKey: string): string =>
  createHash('sha256').update(`reelwright encryption key ${encryptionKey}`).digest('hex').slice(0, 16);
