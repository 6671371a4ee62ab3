// `npm run docs`: builds the documents with a search. VitePress is a package of its own here, so that `npm ci` of the server does not install it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const SITE = import.meta.dirname;
const ROOT = resolve(SITE, '../..');
const PAGES = join(SITE, 'pages');
/** Where the source can be read, for links to it; without it they become plain text. */
const SOURCE_URL = process.env.DOCS_SOURCE_URL;

const files = globSync(
  ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'SUPPORT.md', 'CHANGELOG.md', 'examples/README.md', 'docs/**/*.md'],
  {
    cwd: ROOT,
    exclude: ['docs/site/**', 'examples/node_modules/**'],
  },
);
const isPage = new Set(files);
/** README pages are the indexes of their folders. */
const address = (path) => path.replace(/README\.md$/, 'index.md');

rmSync(join(PAGES, 'docs'), { recursive: true, force: true });
for (const file of files) {
  const text = readFileSync(join(ROOT, file), 'utf8')
    .replaceAll(/<!--[^]*?-->/g, '')
    .replaceAll(/(!?)\[([^\]]*)\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]+)?\)/g, (all, bang, name, path, anchor = '') => {
      const target = join(dirname(file), path);
      if (bang) return all;
      if (isPage.has(target)) return `[${name}](${relative(dirname(file), address(target))}${anchor})`;
      if (isPage.has(`${target}/README.md`)) return `[${name}](${relative(dirname(file), `${target}/index.md`)}${anchor})`;
      return SOURCE_URL ? `[${name}](${SOURCE_URL}/${target})` : name;
    });
  mkdirSync(dirname(join(PAGES, file)), { recursive: true });
  writeFileSync(join(PAGES, address(file)), text);
}
cpSync(join(ROOT, 'docs/images'), join(PAGES, 'docs/images'), { recursive: true });

const installed = join(SITE, 'node_modules/.package-lock.json');
if (!existsSync(installed)) execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: SITE, stdio: 'inherit' });
execFileSync(process.execPath, ['node_modules/vitepress/bin/vitepress.js', process.argv[2] ?? 'build'], { cwd: SITE, stdio: 'inherit' });
