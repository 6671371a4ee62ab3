import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gql, refused, register, type Person } from '../support/client.ts';
import { ffmpegs } from '../support/ffmpegs.ts';
import { download, sha256 } from '../support/films.ts';
import { endPrograms, type LogLine } from '../support/program.ts';
import { endOf, importProject, sendFile } from '../support/projects.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { openStandIn, type StandIn } from '../support/vendors/stand-in.ts';
import { openverseVendor } from '../support/vendors/stock-vendors.ts';

const RENDER = 'mutation ($input: RenderProjectInput!) { renderProject(input: $input) { id } }';
const PRESET = 'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { id } }';
const STATUS = 'query ($id: ID!) { asset(id: $id) { status } }';
const DELETE_ASSET = 'mutation ($id: ID!) { deleteAsset(id: $id) { status } }';
const DELETE_PROJECT = 'mutation ($id: ID!) { deleteProject(id: $id) { deletedAt } }';
const RESTORE = 'mutation ($id: ID!) { restoreProject(id: $id) { id } }';
const FINDINGS = 'query ($id: ID!) { checkProject(id: $id) { ok findings { type assetId } } }';

let folder: string;
let stock: StandIn;
let stack: Stack;
let person: Person;
let presetId: string;
let clip: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelwright-interrupted-'));
  stock = await openStandIn(openverseVendor, folder);
  const { ffmpegPath, ffprobePath } = ffmpegs[0] ?? { ffmpegPath: '', ffprobePath: '' };
  // An ffmpeg that waits before it prepares a clip while the file `hold` is there.
  const wrapper = join(folder, 'ffmpeg');
  const waits = `case " $* " in *stored-film*) [ -e '${folder}/hold' ] && touch '${folder}/held'; while [ -e '${folder}/hold' ]; do sleep 0.05; done;; esac`;
  writeFileSync(wrapper, `#!/bin/sh\n${waits}\nexec '${ffmpegPath}' "$@"\n`, { mode: 0o755 });
  const env = { FFMPEG_PATH: wrapper, FFPROBE_PATH: ffprobePath, OPENVERSE_URL: stock.url, WORKER_CONCURRENCY: '4' };
  stack = await startStack({ env });
  person = await register(stack.url);
  const preset = { workspaceId: person.workspaceId, name: 'Stock', resolution: 'P360', providerOrder: ['openverse'] };
  ({ id: presetId } = (await gql<{ createPreset: { id: string } }>(person, PRESET, { input: preset })).createPreset);
  const file = join(folder, 'clip.mp4');
  execFileSync(ffmpegPath, ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=30:d=5', '-pix_fmt', 'yuv420p', file]);
  clip = await sendFile(person, 'clip.mp4', 'video/mp4', readFileSync(file));
});
afterAll(async () => {
  rmSync(join(folder, 'hold'), { force: true });
  await stack?.stop();
  await stock?.close();
  await endPrograms();
  rmSync(folder, { recursive: true, force: true });
});

/** A film of a clip and of a picture that is found by its words. */
const project = (name: string, trimStartMs: number): Promise<string> =>
  importProject(person, name, [
    { narration: 'This scene shows a clip.', visualAssetId: clip, trimStartMs },
    { narration: `A river bends, says the film ${name}.` },
  ]);
const begin = async (projectId: string): Promise<string> =>
  (await gql<{ renderProject: { id: string } }>(person, RENDER, { input: { projectId, presetId } })).renderProject.id;
/** The worker that was started last. */
const worker = (): number => stack.program.log().findLast(({ msg }) => msg === 'worker is ready')?.pid ?? 0;
const started = (jobId: string, position: number) => (line: LogLine) =>
  line.msg === 'step started' && line['jobId'] === jobId && line['step'] === 'VISUAL' && line['position'] === position;

async function expectGood(jobId: string): Promise<void> {
  const job = await endOf(person, jobId);
  expect(job).toMatchObject({ status: 'COMPLETED', failure: null });
  expect(job.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(sha256(await download(job.video!))).toBe(job.video!.sha256);
}

it('the clip is ready', async () => {
  const status = async () => (await gql<{ asset: { status: string } }>(person, STATUS, { id: clip })).asset.status;
  await expect.poll(status, { timeout: 30_000 }).toBe('READY');
});

it('a worker that is killed while it prepares a clip and fetches a stock picture is followed by one that does both again', async () => {
  writeFileSync(join(folder, 'hold'), '');
  stock.fail('hang before the head');
  const jobId = await begin(await project('Killed', 0));
  await expect.poll(() => existsSync(join(folder, 'held')), { timeout: 20_000 }).toBe(true);
  await expect.poll(() => stock.works().length, { timeout: 20_000 }).toBe(1);
  process.kill(worker(), 'SIGKILL');
  rmSync(join(folder, 'hold'));
  await expectGood(jobId);
  for (const position of [0, 1])
    expect(
      stack.program
        .log()
        .filter(started(jobId, position))
        .map(({ attempt }) => attempt),
    ).toEqual([1, 2]);
  expect(stock.works()).toHaveLength(2);
});

it('a film whose clip and project are deleted in its middle is made to its end', async () => {
  const projectId = await project('Deleted', 1_000);
  // The worker stands still, so that both are gone before it reads them.
  process.kill(worker(), 'SIGSTOP');
  let jobId: string;
  try {
    jobId = await begin(projectId);
    await gql(person, DELETE_ASSET, { id: clip });
    await gql(person, DELETE_PROJECT, { id: projectId });
  } finally {
    process.kill(worker(), 'SIGCONT');
  }
  await expectGood(jobId);
  await gql(person, RESTORE, { id: projectId });
  expect(await gql(person, FINDINGS, { id: projectId })).toMatchObject({
    checkProject: { ok: false, findings: expect.arrayContaining([{ type: 'ASSET_NOT_READY', assetId: clip }]) as unknown },
  });
  expect((await refused(person, RENDER, { input: { projectId, presetId } })).extensions.code).toBe('INVALID_STATE');
});
