import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endPrograms } from '../support/program.ts';
import { runPage, type PageRun } from '../support/documents/run-page.ts';
import { startStack, type Stack } from '../support/stack.ts';

/** The tutorial's hundred films are a few here: what differs is the time that they take. */
const ROWS = 3;

let stack: Stack;
let where: PageRun;
let whereInChinese: PageRun;

beforeAll(async () => {
  stack = await startStack();
  const folder = await mkdtemp(join(tmpdir(), 'tutorial-'));
  const env = { DATA_DIR: stack.dataDir, ROWS: String(ROWS) };
  where = { url: stack.url, folder, env };
  whereInChinese = { ...where, folder: await mkdtemp(join(tmpdir(), 'tutorial-')) };
});
afterAll(async () => {
  await stack?.stop();
  await endPrograms();
  for (const { folder } of [where, whereInChinese].filter(Boolean)) await rm(folder, { recursive: true, force: true });
});

// In the order of the tutorials: the second and third continue in the terminal of the first.
it('your first film, block by block', async () => {
  const printed = await runPage('docs/tutorial/first-film.md', where);
  expect(printed).toContain("status: 'COMPLETED'");
  expect((await readFile(join(where.folder, 'first-film.mp4'))).subarray(4, 8).toString()).toBe('ftyp');
});

it('a team’s film, block by block', async () => {
  const printed = await runPage('docs/tutorial/team-film.md', where);
  expect(printed).toContain('"narration":"Air scatters blue light most."');
  expect(printed).toMatch(/"downloadUrl":"http/);
});

it('a hundred films, block by block', async () => {
  const printed = await runPage('docs/tutorial/hundred-films.md', where);
  expect(printed).toContain(`"completed": ${ROWS}`);
  expect((await readFile(join(where.folder, 'links.txt'), 'utf8')).trim().split('\n')).toHaveLength(ROWS);
});

it('the first film in Chinese, block by block', async () => {
  await runPage('docs/zh/first-film.md', whereInChinese);
  expect((await stat(join(whereInChinese.folder, 'first-film.mp4'))).size).toBeGreaterThan(10_000);
});

it('the film by curl of README', async () => {
  const printed = await runPage('README.md', where, ({ info }) => info === 'curl');
  expect(printed).toContain('"status":"QUEUED"');
});
