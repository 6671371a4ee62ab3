// Bundles src/explorer into dist/explorer: index.html and a folder named after the hash of everything that went in.
// That hash is the stamp as well: nothing changed, nothing is built, and the assets may be cached for ever.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compress, filesIn, hashOf } from './page-files.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src/explorer');
const operations = join(root, 'examples/operations');
const documents = join(root, 'docs');
const sharedTokens = join(root, 'src/platform/pages/tokens.css');
const output = join(root, 'dist/explorer');

/** Variables of GraphiQL, each the three numbers of `hsl()`, and the tokens that they take them from. */
const GRAPHIQL_COLORS = { primary: 'accent', success: 'good', error: 'bad', neutral: 'ink', base: 'card' };
/** Elements for which GraphiQL sets its variables. */
const GRAPHIQL_ROOTS = ['container', 'dialog', 'dialog-overlay', 'tooltip']
  .map((name) => `.graphiql-${name}`)
  .concat('[data-radix-popper-content-wrapper]');

/** Colors of words in the editors for which the themes of GraphiQL have a contrast below 4.5 to 1. */
const READABLE_WORDS = {
  dark: [{ token: 'comment', foreground: '#7cab68' }],
  light: [{ token: 'number', foreground: '#066a45' }],
};

const hash = hashOf(root, [
  ...filesIn(source),
  ...filesIn(operations),
  ...filesIn(documents),
  sharedTokens,
  join(root, 'package-lock.json'),
  fileURLToPath(import.meta.url),
]);
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
    plugins: [exampleOperations, sharedColors, readableWords, onlyGraphiqlStyles, fontsAsFiles].map((setup) => ({
      name: setup.name,
      setup,
    })),
  });
  await copyFile(join(source, 'page/icon.svg'), join(folder, 'icon.svg'));
  await compress(folder);
  await renderPages(join(folder, 'docs'));
  await writeFile(page, (await readFile(join(source, 'page/index.html'), 'utf8')).replaceAll('{assets}', `/explorer/${hash}`));
  // Last, so that two builds at once, and a server that is running, do not miss a file.
  for (const name of await readdir(output)) if (name !== hash && name !== 'index.html') await rm(join(output, name), { recursive: true });
  console.error(`explorer built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/**
 * The pages of docs as HTML, to which examples link, in one folder: `how-to/films.md` is films.html. Links to other files are left out,
 * because the installation does not serve them.
 */
async function renderPages(folder) {
  const { Marked } = await import('marked');
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = this.parser.parseInline(tokens);
        return `<h${depth} id="${anchorOf(text)}">${text}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const target = href.endsWith('schema.graphql') ? '/schema.graphql' : href.replace(/^[\w./-]*?([\w-]+)\.md(?=#|$)/, '$1.html');
        return /^(https?:|#|\/schema\.graphql$|[\w-]+\.html(#|$))/.test(target) ? `<a href="${target}">${text}</a>` : text;
      },
      image: ({ href, text }) => `<img src="${href.replace(/^.*?images\//, 'images/')}" alt="${text}">`,
    },
  });
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'docs.css'),
    (await readFile(sharedTokens, 'utf8')) + (await readFile(join(source, 'page/docs.css'), 'utf8')),
  );
  for (const file of filesIn(documents).filter((path) => path.endsWith('.md') && !/\/(adr|zh|site|node_modules)\//.test(path))) {
    const text = readFileSync(file, 'utf8');
    const title = /^# (.*)$/m.exec(text)?.[1] ?? 'Reelwright';
    const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="stylesheet" href="docs.css">`;
    const body = await marked.parse(text);
    const name = `${basename(file, '.md')}.html`;
    await writeFile(join(folder, name), `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`);
  }
  cpSync(join(documents, 'images'), join(folder, 'images'), { recursive: true });
}

/** The anchor of a heading, as code hosts make it. */
function anchorOf(heading) {
  const words = heading.replace(/<[^>]*>|&[a-z0-9#]+;/g, '').toLowerCase();
  return words.replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
}

/** `import { files } from 'reelwright:examples'`: the operations of examples/operations, in the order of their names. */
function exampleOperations(builder) {
  builder.onResolve({ filter: /^reelwright:examples$/ }, ({ path }) => ({ path, namespace: 'examples' }));
  builder.onLoad({ filter: /./, namespace: 'examples' }, () => {
    const files = filesIn(operations).map((file) => ({ name: file.slice(operations.length + 1), text: readFileSync(file, 'utf8') }));
    return { contents: `export const files = ${JSON.stringify(files)};`, loader: 'js' };
  });
}

/** `import 'reelwright:colors'`: GraphiQL's colors from the tokens that all pages share. */
function sharedColors(builder) {
  builder.onResolve({ filter: /^reelwright:colors$/ }, ({ path }) => ({ path, namespace: 'colors' }));
  builder.onLoad({ filter: /./, namespace: 'colors' }, () => ({
    contents: graphiqlColors(readFileSync(sharedTokens, 'utf8')),
    loader: 'css',
  }));
}

/** The rules of graphiql/style.css with other colors. */
function graphiqlColors(css) {
  const schemes = Object.entries(GRAPHIQL_COLORS).map(([name, token]) => {
    const [, ...both] = new RegExp(`--${token}: light-dark\\(hsl\\(([^)]+)\\), hsl\\(([^)]+)\\)\\)`).exec(css);
    return both.map((numbers) => `--color-${name}: ${numbers.replaceAll(' ', ', ')};`);
  });
  const [light, dark] = [0, 1].map((scheme) => schemes.map((both) => both[scheme]).join(' '));
  const rule = (body, colors) => `${GRAPHIQL_ROOTS.map((element) => `${body} ${element}`).join()} { ${colors} }`;
  return `${rule('body', light)}
@media (prefers-color-scheme: dark) { ${rule('body:not(.graphiql-light)', dark)} }
${rule('body.graphiql-dark', dark)}`;
}

/** GraphiQL exports its themes to nobody, so their rules are written where it defines them. */
function readableWords({ onLoad }) {
  onLoad({ filter: /@graphiql[\\/]react[\\/]dist[\\/]constants\.js$/ }, async ({ path }) => {
    let themes = 0;
    const contents = (await readFile(path, 'utf8')).replaceAll(/colors: getBaseColors\("(dark|light)"\),\s*rules: \[/g, (rules, theme) => {
      themes += 1;
      return `${rules}...${JSON.stringify(READABLE_WORDS[theme])}, `;
    });
    if (themes !== 2) throw new Error('GraphiQL defines its themes elsewhere now: find their rules.');
    return { contents };
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
