// Bundles src/web into dist/web: index.html and a folder named after the hash of everything that went in, one chunk for each page.
// That hash is the stamp as well: nothing changed, nothing is built, and the assets may be cached for ever. Writes the documents that the
// pages send to documents.json, for an API that runs trusted documents only.
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compress, filesIn, hashOf } from './page-files.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src/web');
const output = join(root, 'dist/web');
/** What pages use of the rest of the source. */
const shared = ['src/platform/messages/locale.ts', 'src/platform/pages/tokens.css'].map((path) => join(root, path));

const hash = hashOf(root, [...filesIn(source), ...shared, join(root, 'package-lock.json'), fileURLToPath(import.meta.url)]);
// The page is written last and names the folder of its assets: a page with this hash means a whole build.
const page = join(output, 'index.html');
if (!existsSync(page) || !readFileSync(page, 'utf8').includes(hash)) await build();

async function build() {
  const { build: bundle } = await import('esbuild');
  const started = performance.now();
  const folder = join(output, hash);
  const { metafile } = await bundle({
    entryPoints: { main: join(source, 'main.tsx') },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    // One file for each font that a browser draws with, and none in the style sheet, so that the CSP needs no `data:`.
    loader: { '.woff2': 'file', '.woff': 'empty' },
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'linked',
    metafile: true,
    absWorkingDir: root,
    logLevel: 'warning',
  });
  await copyFile(join(source, 'icon.svg'), join(folder, 'icon.svg'));
  await compress(folder);
  await writeWhole(join(output, 'documents.json'), JSON.stringify(await documents()));
  // The chunks that main.js imports: a browser would learn of them only when it has read main.js, one round trip later.
  const { imports } = metafile.outputs[relative(root, join(folder, 'main.js'))];
  const chunks = imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => basename(path));
  const preloads = chunks.map((name) => `<link rel="modulepreload" href="/web/${hash}/${name}" />`).join('\n    ');
  const text = (await readFile(join(source, 'index.html'), 'utf8'))
    .replace('<meta name="preloads" />', preloads)
    .replaceAll('{assets}', `/web/${hash}`);
  await writeWhole(page, text);
  // Last, so that two builds at once, and a server that is running, do not miss a file.
  const kept = [hash, 'index.html', 'documents.json'];
  for (const name of await readdir(output)) if (!kept.includes(name)) await rm(join(output, name), { recursive: true });
  console.error(`pages built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** The texts of all documents as urql sends them: with the `__typename` that its cache adds to queries and mutations, and without it. */
async function documents() {
  const { createRequest, formatDocument, stringifyDocument } = await import('urql');
  const modules = await Promise.all(
    filesIn(source).flatMap((file) => (file.endsWith('.generated.ts') ? [import(pathToFileURL(file))] : [])),
  );
  const exported = modules.flatMap((module) => Object.values(module));
  // Fragments are exported too. They are sent with the operations that use them.
  const operations = exported.filter(({ definitions }) => definitions.some(({ kind }) => kind === 'OperationDefinition'));
  const queries = operations.map((document) => createRequest(document, {}).query);
  return [...new Set(queries.flatMap((query) => [query, formatDocument(query)]).map((query) => stringifyDocument(query)))];
}

/** At once, for a server that reads the file meanwhile. */
async function writeWhole(file, text) {
  await writeFile(`${file}.${process.pid}`, text);
  await rename(`${file}.${process.pid}`, file);
}
