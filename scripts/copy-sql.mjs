// Copies the SQL of migrations and routines to dist, where `migrate` looks for it, and removes copies of deleted files.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

for (const folder of ['migrations', 'src']) {
  const from = join(root, folder);
  const to = join(root, 'dist', folder);
  mkdirSync(to, { recursive: true });
  const wanted = sqlFilesIn(from);
  for (const path of sqlFilesIn(to)) if (!wanted.includes(path)) rmSync(join(to, path));
  for (const path of wanted) {
    const copy = join(to, path);
    // A running process may read an unchanged copy.
    if (existsSync(copy) && readFileSync(copy, 'utf8') === readFileSync(join(from, path), 'utf8')) continue;
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(join(from, path), copy);
  }
}

function sqlFilesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sql'));
}
