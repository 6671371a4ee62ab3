// Copies the SQL of migrations and routines, the pictures of looks and the samples of voices to dist, and removes copies of deleted files.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

for (const folder of ['migrations', 'src']) {
  const from = join(root, folder);
  const to = join(root, 'dist', folder);
  mkdirSync(to, { recursive: true });
  const wanted = copiedFilesIn(from);
  for (const path of copiedFilesIn(to)) if (!wanted.includes(path)) rmSync(join(to, path));
  for (const path of wanted) {
    const copy = join(to, path);
    // A running process may read an unchanged copy.
    if (existsSync(copy) && readFileSync(copy).equals(readFileSync(join(from, path)))) continue;
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(join(from, path), copy);
  }
}

function copiedFilesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(sql|png|mp3)$|^platform\/pages\/\w+\.css$/.test(path),
  );
}
