// Bundles src/explorer into dist/explorer: index.html and a folder named after the hash of everything that went in.
// That hash is the stamp as well: nothing changed, nothing is built, and the assets may be cached for ever.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compress, filesIn, hashOf } from './page-files.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src/explorer');
const operations = join(root, 'examples/operations');
const output = join(root, 'dist/explorer');

const hash = hashOf(root, [...filesIn(source), ...filesIn(operations), join(root, 'package-lock.json'), fileURLToPath(import.meta.url)]);
// The page is written last and names the folder of its assets: a page with this hash means a whole build.
const page = join(output, 'index.html');
if (!existsSync(page) || !readFileSync(page, 'utf8').includes(hash)) await build();

async function build() {
  const { build: bundle } = await import('esbuild');
  const started = performance.now();
  const folder = join(output, hash);
  await bundle({
    entryPoints: {
      main: join(source, 'main.tsx'),
      'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
      'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
      'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'linked',
    logLevel: 'warning',
    plugins: [exampleOperations, onlyGraphiqlStyles, fontsAsFiles].map((setup) => ({ name: setup.name, setup })),
  });
  await copyFile(join(source, 'page/icon.svg'), join(folder, 'icon.svg'));
  await compress(folder);
  await writeFile(page, (await readFile(join(source, 'page/index.html'), 'utf8')).replaceAll('{assets}', `/explorer/${hash}`));
  // Last, so that two builds at once, and a server that is running, do not miss a file.
  for (const name of await readdir(output)) if (name !== hash && name !== 'index.html') await rm(join(output, name), { recursive: true });
  console.error(`explorer built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** `import { files } from 'reelwright:examples'`: the operations of examples/operations, in the order of their names. */
function exampleOperations(builder) {
  builder.onResolve({ filter: /^reelwright:examples$/ }, ({ path }) => ({ path, namespace: 'examples' }));
  builder.onLoad({ filter: /./, namespace: 'examples' }, () => {
    const files = filesIn(operations).map((file) => ({ name: file.slice(operations.length + 1), text: readFileSync(file, 'utf8') }));
    return { contents: `export const files = ${JSON.stringify(files)};`, loader: 'js' };
  });
}

/** graphiql/style.css already holds monaco's styles: taking them from monaco too would send them twice. */
function onlyGraphiqlStyles(builder) {
  builder.onLoad({ filter: /[\\/]monaco-editor[\\/].*\.css$/ }, () => ({ contents: '', loader: 'css' }));
}

/** GraphiQL's fonts lie in its style sheet as data URLs: as files, a browser loads only the ones it draws, and the CSP needs no `data:`. */
function fontsAsFiles(builder) {
  const fonts = new Map();
  builder.onResolve({ filter: /^data:font\// }, ({ path }) => {
    const [, type, data] = /^data:font\/(\w+);base64,(.*)$/.exec(path);
    const bytes = Buffer.from(data, 'base64');
    const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}.${type}`;
    fonts.set(name, bytes);
    return { path: name, namespace: 'font' };
  });
  builder.onLoad({ filter: /./, namespace: 'font' }, ({ path }) => ({ contents: fonts.get(path), loader: 'file' }));
}
