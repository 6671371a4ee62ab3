import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { errorCode } from '../../../kernel/error-code.ts';
import { MIGRATIONS } from '../../database/migration-stamp.ts';
import type { CommandCall } from './command-progress.ts';
import { hashFile, readCompressed } from './hashed-files.ts';
import { damaged, newer, readManifest, type BackupFile, type Manifest } from './manifest.ts';

/** Reads a whole backup and compares every file with its checksum. @throws StartError unless this program can restore it */
export async function checkBackup(folder: string, { progress, signal }: CommandCall): Promise<Manifest> {
  const manifest = readManifest(folder);
  const unknown = manifest.migrations.find((name) => !(MIGRATIONS as readonly string[]).includes(name));
  if (unknown !== undefined) throw newer(manifest.version, `migration ${unknown}`);
  const rowFiles = [...manifest.tables.map(({ file }) => file), manifest.objects.list];
  const total = rowFiles.reduce((sum, { bytes }) => sum + bytes, 0) + manifest.objects.bytes;
  let done = 0;
  progress.stage('checking the backup');
  const check = async ({ path, bytes, sha256 }: BackupFile): Promise<void> => {
    const found = await hashFile(join(folder, path), (read) => progress.bytes((done += read), total), signal).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') throw damaged(path);
      throw error;
    });
    if (found.bytes !== bytes || found.sha256 !== sha256) throw damaged(path);
  };
  for (const file of rowFiles) await check(file);
  for await (const file of objectFiles(folder, manifest)) await check(file);
  return manifest;
}

/** The files of all objects. Their list must have been checked. */
export async function* objectFiles(folder: string, { objects }: Manifest): AsyncGenerator<BackupFile> {
  const lines = createInterface({ input: await readCompressed(folder, objects.list) });
  for await (const line of lines) yield JSON.parse(line) as BackupFile;
}
