// What the builds of pages share: a hash of all that went in, and a compressed copy of each text file.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Paths of all files of a folder and its folders, in a fixed order. */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** A hash of the paths below `root` and the contents of files. */
export function hashOf(root, files) {
  const digest = createHash('sha256');
  for (const file of files) digest.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return digest.digest('hex').slice(0, 16);
}

/** Writes a .gz beside each text file: no request compresses anything, and plain http (where browsers refuse brotli) gains as well. */
export async function compress(folder) {
  const { gzip } = await import('node:zlib');
  const texts = (await readdir(folder)).filter((name) => /\.(js|css|svg)$/.test(name));
  await Promise.all(
    texts.map(async (name) =>
      writeFile(join(folder, `${name}.gz`), await promisify(gzip)(await readFile(join(folder, name)), { level: 9 })),
    ),
  );
}
