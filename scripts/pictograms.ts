/**
 * Copies the outlines of all pictograms that a noun stands for, and of a few that cards draw themselves, out of the package of icons. Run
 * `npm run pictograms` after a change of `src/platform/providers/builtin/pictograms`; a test compares the file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PICTOGRAM_NAMES } from '../src/platform/providers/builtin/pictograms/nouns.ts';

const TARGET = new URL('../src/platform/media/drawing/pictograms/outlines.json', import.meta.url);
// The package exports its files one by one, not its folder.
const icons = dirname(fileURLToPath(import.meta.resolve('@phosphor-icons/core/assets/light/heart-light.svg')));

function outlineOf(name: string): string {
  const svg = readFileSync(join(icons, `${name}-light.svg`), 'utf8');
  const paths = [...svg.matchAll(/<path d="([^"]+)"\/>/g)].map(([, path = '']) => path);
  if (paths.length === 0) throw new Error(`${name} has no outline`);
  return paths.join('');
}

/** The file as it should be. */
const outlines = (): string =>
  `${JSON.stringify(Object.fromEntries(PICTOGRAM_NAMES.toSorted().map((name) => [name, outlineOf(name)])), null, 2)}\n`;

if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== outlines()) throw new Error('outlines.json is not up to date; run npm run pictograms.');
} else writeFileSync(TARGET, outlines());
