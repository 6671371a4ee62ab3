import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gql, refused, register, watch, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { ffmpegs } from '../support/ffmpegs.ts';
import { generate, readJob, readLog, sequencesOf } from '../support/films.ts';
import { endPrograms, launch } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

const ADMIN_JOBS = `query ($filter: AdminJobFilter) { adminJobs(filter: $filter) { totalCount nodes {
  id workspaceId workspaceName status step attempt failure { code step attempts } } } }`;
const RETRY =
  'mutation ($id: ID!, $from: StepName) { retryJob(id: $id, fromStep: $from) { id status attempt failure { code } steps { name status done total } } }';
const DELETE = 'mutation ($id: ID!) { deleteJob(id: $id) }';
const ASSET = 'query ($id: ID!) { asset(id: $id) { status downloadUrl job { id } } }';

let folder: string;
let stack: Stack;
let owner: Person;
let operator: Person;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelwright-redrive-'));
  const { ffmpegPath, ffprobePath } = ffmpegs[0] ?? { ffmpegPath: '', ffprobePath: '' };
  // An ffmpeg that encodes nothing while the file `broken` is there.
  const wrapper = join(folder, 'ffmpeg');
  const refuses = `case " $* " in *" libx264 "*) [ -e '${folder}/broken' ] && exit 1;; esac`;
  writeFileSync(wrapper, `#!/bin/sh\n${refuses}\nexec '${ffmpegPath}' "$@"\n`, { mode: 0o755 });
  stack = await startStack({ env: { FFMPEG_PATH: wrapper, FFPROBE_PATH: ffprobePath } });
  owner = await register(stack.url);
  operator = await register(stack.url);
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
  rmSync(folder, { recursive: true, force: true });
});

it('a film that failed is found and redriven by an administrator, completes, and can be deleted; its files stay', async () => {
  writeFileSync(join(folder, 'broken'), '');
  const id = await generate(owner, { script: newScript(2) });
  await watch(owner, { jobId: id }).ended;
  const failed = await readJob(owner, id);
  expect(failed).toMatchObject({ status: 'FAILED', failure: { code: 'FFMPEG_FAILED', step: 'SEGMENT' } });

  expect((await refused(operator, ADMIN_JOBS)).extensions.code).toBe('FORBIDDEN');
  const command = launch(['admin', operator.email.toUpperCase()], { DATA_DIR: stack.dataDir });
  expect(await command.ended).toBe(0);
  expect(command.stdout()).toBe(`${operator.email} is an administrator now.\n`);
  const { adminJobs } = await gql<{ adminJobs: object }>(operator, ADMIN_JOBS, { filter: { failureCode: 'FFMPEG_FAILED' } });
  expect(adminJobs).toMatchObject({ totalCount: 1, nodes: [{ id, workspaceId: owner.workspaceId, attempt: 1, failure: { attempts: 3 } }] });

  rmSync(join(folder, 'broken'));
  const { retryJob } = await gql<{ retryJob: object }>(operator, RETRY, { id });
  // A free worker may have started it already.
  expect(retryJob).toMatchObject({ id, status: expect.stringMatching(/^(QUEUED|RUNNING)$/) as string, attempt: 2, failure: null });
  expect(retryJob).toMatchObject({
    steps: expect.arrayContaining([expect.objectContaining({ name: 'VOICE', done: 2, total: 2 })]) as unknown,
  });
  expect((await refused(operator, 'query ($id: ID!) { job(id: $id) { id } }', { id })).extensions.code).toBe('NOT_FOUND');

  // Anyone who watched it fail comes back with the cursor and sees the rest, once and in order.
  const resumed = watch(owner, { jobId: id, after: failed.cursor });
  expect(await resumed.ended).toBe('completed');
  const job = await readJob(owner, id);
  expect(job).toMatchObject({ status: 'COMPLETED', progress: 1, failure: null });
  expect(job.checks.filter(({ ok }) => !ok)).toEqual([]);
  const log = await readLog(owner, id);
  expect(sequencesOf(log)).toEqual(log.map((_, index) => index + 1));
  expect(log.filter(({ step, message }) => step === 'VOICE' && message === 'started')).toHaveLength(2);
  expect((await refused(owner, RETRY, { id })).extensions.code).toBe('INVALID_STATE');

  expect(await gql(owner, DELETE, { id })).toEqual({ deleteJob: true });
  for (const query of ['query ($id: ID!) { job(id: $id) { id } }', 'query ($id: ID!) { jobEvents(jobId: $id) { totalCount } }', DELETE])
    expect((await refused(owner, query, { id })).extensions.code).toBe('NOT_FOUND');
  const film = await gql(owner, ASSET, { id: job.video?.id });
  expect(film).toMatchObject({ asset: { status: 'READY', downloadUrl: expect.any(String) as string, job: null } });
});
