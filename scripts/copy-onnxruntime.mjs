// Copies the three files of onnxruntime-web that installed voices need to dist: the package has 140 MB, and they have 14.
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const from = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
const to = join(root, 'dist/onnxruntime');
mkdirSync(to, { recursive: true });
for (const name of ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm']) {
  // A running process may read an unchanged copy.
  const isSame = existsSync(join(to, name)) && statSync(join(to, name)).size === statSync(join(from, name)).size;
  if (!isSame || !readFileSync(join(to, name)).equals(readFileSync(join(from, name)))) copyFileSync(join(from, name), join(to, name));
}
