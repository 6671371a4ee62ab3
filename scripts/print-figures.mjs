// Prints how large the code base and its parts are: `npm run figures`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_FILE_LINES = { src: 300, test: 500 };
const MAX_SIDE_BY_SIDE = 15;
/** A line of a GraphQL description, which is text and not code. */
const DESCRIPTION = /^\s*(?:description:|['`].*['`],?$)/;

const tracked = execFileSync('git', ['ls-files', 'src', 'test'], { encoding: 'utf8' }).trim().split('\n');
const files = tracked
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => {
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    return { path, lines, length: lines.length };
  });

const part = (name) => files.filter(({ path }) => path.startsWith(`${name}/`));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const lengths = (some) => some.map(({ length }) => length).toSorted((one, other) => one - other);
const write = (what, figure) => process.stdout.write(`${what.padEnd(44)} ${figure}\n`);

for (const name of ['src', 'test']) {
  const own = part(name);
  write(`${name}: files`, own.length);
  write(`${name}: lines`, sum(lengths(own)));
  write(`${name}: nine files in ten are at most`, lengths(own)[Math.floor(own.length * 0.9)]);
  const long = own.filter(({ length }) => length > MAX_FILE_LINES[name]);
  write(`${name}: files over ${MAX_FILE_LINES[name]} lines`, long.map(({ path }) => path).join(', ') || 'none');
}
write('src: lines without descriptions', sum(part('src').map(({ lines }) => lines.filter((line) => !DESCRIPTION.test(line)).length)));
const cases = /^\s*(?:test|it)(?:\.each|\.for)?\s*[(<]/;
write('test: cases as written', sum(part('test').map(({ lines }) => lines.filter((line) => cases.test(line)).length)));

const folders = Map.groupBy(tracked, dirname);
const full = [...folders].filter(([folder, paths]) => paths.length > MAX_SIDE_BY_SIDE && !folder.endsWith('/sql'));
write(`folders with more than ${MAX_SIDE_BY_SIDE} files`, full.map(([folder, { length }]) => `${folder} (${length})`).join(', ') || 'none');
