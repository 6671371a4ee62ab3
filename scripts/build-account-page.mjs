// Writes dist/account-page/index.html: markup, style and script of src/account-page in one file, which asks for nothing else. Writes the
// documents that the page sends to documents.json, for an API that runs trusted documents only.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src/account-page');
const page = join(root, 'dist/account-page/index.html');

const tokens = join(root, 'src/platform/pages/tokens.css');
const sources = [...readdirSync(source).map((name) => join(source, name)), tokens, fileURLToPath(import.meta.url)];
const isFresh = existsSync(page) && sources.every((file) => statSync(file).mtimeMs < statSync(page).mtimeMs);
if (!isFresh) await build();

async function build() {
  const { build: bundle } = await import('esbuild');
  const entryPoints = { script: join(source, 'main.ts'), style: join(source, 'style.css'), documents: join(source, 'documents.ts') };
  const { outputFiles } = await bundle({
    ...{ entryPoints, outdir: 'unused', write: false, bundle: true, minify: true, format: 'esm', target: 'es2022', logLevel: 'warning' },
  });
  const textOf = (name) => outputFiles.find(({ path }) => path.endsWith(name)).text.trim();
  const markup = await readFile(join(source, 'index.html'), 'utf8');
  const whole = markup
    .replace('<style></style>', () => `<style>${textOf('style.css')}</style>`)
    .replace('<script type="module"></script>', () => `<script type="module">${textOf('script.js')}</script>`);
  await mkdir(dirname(page), { recursive: true });
  const { DOCUMENTS } = await import(`data:text/javascript,${encodeURIComponent(textOf('documents.js'))}`);
  await writeWhole(join(dirname(page), 'documents.json'), JSON.stringify(Object.values(DOCUMENTS)));
  await writeWhole(page, whole);
}

/** At once, for a server that reads the file meanwhile. */
async function writeWhole(file, text) {
  await writeFile(`${file}.${process.pid}`, text);
  await rename(`${file}.${process.pid}`, file);
}
