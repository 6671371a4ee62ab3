import { expect, test } from 'vitest';
import { blocksOf } from '../../support/documents/blocks.ts';
import { checkBlock, skippedShare } from '../../support/documents/check-block.ts';
import { checkLinks } from '../../support/documents/check-links.ts';
import { checkTypes } from '../../support/documents/check-types.ts';

const page = (text: string): { file: string; text: string } => ({ file: 'docs/planted.md', text: `# Planted\n\n${text}\n` });
const fenced = (kind: string, text: string): string => `\`\`\`${kind}\n${text}\n\`\`\``;
const check = async (text: string): Promise<readonly string[]> => (await Promise.all(blocksOf(page(text)).map(checkBlock))).flat();

/** Each error is planted into the second line of a block that begins at line 3, so it is in line 5. */
test.each([
  ['sh', 'echo ready\nif true; echo no'],
  ['sh', 'npm ci\nnpm run demoo -- "Why"'],
  ['sh', 'cd reelwright\nnode scripts/no-such-file.mjs'],
  ['graphql', 'query Me {\n  me { nickname }\n}'],
  ['graphql', 'query Me {\n  me { id\n}'],
  ['js', 'const film = 1;\nawait fetch(film;'],
  ['ts', 'const film: number = 1;\ninterface { id: string }'],
  ['python', 'import os\ndef film(:'],
  ['http', 'POST /hook HTTP/1.1\ncontent type application/json'],
  ['sql', 'select 1;\nselect from where;'],
  ['yaml', 'services:\n  api: [unclosed\n  b: 1'],
  ['nginx', 'location / {\n  proxy_pas http://api;\n}'],
  ['nginx', 'location / {\n  proxy_pass http://api\n}'],
  ['json', '{ "id": 1,\n  id }'],
  ['', 'npm start\nwithout a kind'],
  ['bash', 'npm start\nof an unknown kind'],
  ['sh skip', 'npm start\nwithout a reason'],
  ['sh skip=""', 'npm start\nwith an empty reason'],
])('an error in a block of kind "%s" is found, with file and line', async (kind, text) => {
  const faults = await check(fenced(kind, text));
  expect(faults).not.toEqual([]);
  for (const fault of faults) expect(fault).toMatch(/^docs\/planted\.md:[3-7]: \S/);
});

test.each([
  ['graphql', 'query Me {\n  me { nickname }\n}', 5],
  ['sh', 'npm ci\nnpm run demoo', 5],
  ['sql', 'select 1;\nselect from where;', 5],
  ['js', 'const film = 1;\nawait fetch(film;', 5],
  ['nginx', 'location / {\n  proxy_pas http://api;\n}', 5],
])('the line in a block of %s is that of the error', async (kind, text, line) => {
  expect((await check(fenced(kind, text)))[0]).toMatch(new RegExp(`^docs/planted\\.md:${line}: `));
});

test('an error of types is found, with file and line, across the blocks of a page', { timeout: 150_000 }, async () => {
  const texts = [
    ['ts', '// film.ts\nexport const seconds: number = 1;'],
    ['tsx', "import { seconds } from './film';\nexport const text: string = seconds;"],
    ['ts', "import type { CodegenConfig } from '@graphql-codegen/cli';\nexport const config: CodegenConfig = { generate: {} };"],
    ['ts skip="shows an error on purpose"', 'const film: number = "one";'],
  ];
  const faults = await checkTypes(blocksOf(page(texts.map(([kind = '', text = '']) => fenced(kind, text)).join('\n\n'))));
  expect(faults.toSorted()).toEqual([
    expect.stringMatching(/^docs\/planted\.md:10: TS2322: /),
    expect.stringMatching(/^docs\/planted\.md:15: TS2\d+: /),
  ]);
});

test.each(['[a page](no-such-page.md)', '[a heading](limits.md#no-such-heading)', '[here](#nowhere)', '[up](../../outside.md)'])(
  'the broken link %s is found',
  (link) => {
    expect(checkLinks(page(link))).toEqual([expect.stringMatching(/^docs\/planted\.md:3: /)]);
  },
);

test('links in blocks and code are no links, and headings in blocks no headings', () => {
  expect(checkLinks(page(`\`[a](b.md)\`\n\n${fenced('text', '[a](b.md)\n# Inside')}\n\n[planted](#planted)`))).toEqual([]);
  expect(checkLinks(page(`${fenced('text', '# Inside')}\n\n[inside](#inside)`))).toHaveLength(1);
});

test('the share of skipped blocks is counted', () => {
  const blocks = blocksOf(page([fenced('sh', 'true'), fenced('sh skip="needs a graphics card"', 'true')].join('\n\n')));
  expect(skippedShare(blocks)).toBe(0.5);
});

test('a correct block of each kind passes', async () => {
  const texts: [string, string][] = [
    ['sh', 'npm ci && npm run demo -- "Why"'],
    ['graphql', 'query Me { me { id } }'],
    ['js', 'const film = await fetch("/");'],
    ['ts', 'const film: number = 1;'],
    ['python', 'import os\nprint(os.environ["TOKEN"])'],
    ['http', 'POST /hook HTTP/1.1\ncontent-type: application/json\n\n{ "id": 1 }'],
    ['sql', 'select 1;'],
    ['yaml', 'services:\n  api: {}'],
    ['nginx', 'upstream api { server 127.0.0.1:4000; }\nserver {\n  location / {\n    proxy_pass http://api;\n  }\n}'],
    ['json', '{ "id": 1 }'],
    ['text', 'anything'],
  ];
  for (const [kind, text] of texts) expect(await check(fenced(kind, text)), kind).toEqual([]);
});
