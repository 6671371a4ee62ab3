import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gql, refused, register, watch, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { finished, generate, readJob, readLog, GENERATE } from '../support/films.ts';
import { ffmpegsOf } from '../support/processes.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

const CANCEL = 'mutation ($id: ID!) { cancelJob(id: $id) { id status progress finishedAt steps { name status } } }';

interface JobPage {
  readonly nodes: readonly { readonly id: string; readonly status: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly totalCount: number;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string;
    readonly endCursor: string;
  };
}

let stack: Stack;
let person: Person;

beforeAll(async () => {
  stack = await startStack();
  person = await register(stack.url);
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

const listed = (args: string, who = person): string =>
  `{ workspace(id: "${who.workspaceId}") { jobs${args} { nodes { id status } edges { cursor node { id } } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;

const list = async (args: string, who = person): Promise<JobPage> =>
  (await gql<{ workspace: { jobs: JobPage } }>(who, listed(args, who))).workspace.jobs;

/** What steps have lying about, in the folders of all workers. */
function filesOfSteps(): string[] {
  const work = join(stack.dataDir, 'work');
  // Local copies of what the worker made outlive its steps, within their limits.
  return readdirSync(work).flatMap((worker) => readdirSync(join(work, worker)).filter((name) => name !== 'artifacts'));
}

const cancel = (id: string) => gql<{ cancelJob: { id: string; status: string } }>(person, CANCEL, { id });

describe('canceling', () => {
  it('stops a film in the middle: its ffmpeg within two seconds, its files, its subscription, and permanently', async () => {
    const id = await generate(person, { script: newScript(1, 12), resolution: 'P1080' });
    const watching = watch(person, { jobId: id });
    await watching.until(({ step, type }) => step === 'SEGMENT' && type === 'PROGRESS');
    // Between two segments there is none.
    await expect.poll(() => ffmpegsOf(stack.program.pid).length, { interval: 5 }).toBeGreaterThan(0);
    expect(filesOfSteps().length).toBeGreaterThan(0);

    expect(await cancel(id)).toMatchObject({ cancelJob: { id, status: 'CANCELED' } });
    await expect.poll(() => ffmpegsOf(stack.program.pid), { timeout: 2_000, interval: 20 }).toEqual([]);
    await expect.poll(filesOfSteps, { timeout: 2_000, interval: 20 }).toEqual([]);
    expect(await watching.ended).toBe('completed');
    expect(watching.events.at(-1)).toMatchObject({ type: 'STATUS', status: 'CANCELED' });

    const job = await readJob(person, id);
    expect(job).toMatchObject({ status: 'CANCELED', video: null, outputs: [], failure: null });
    expect(job.progress).toBeLessThan(1);
    expect(new Set(job.steps.map(({ status }) => status))).toEqual(new Set(['COMPLETED', 'CANCELED']));
    const again = await gql(person, CANCEL, { id });
    expect(again).toMatchObject({ cancelJob: { status: 'CANCELED', finishedAt: job.finishedAt, progress: job.progress } });
    expect((await readLog(person, id)).at(-1)).toMatchObject({ type: 'STATUS', status: 'CANCELED' });
  });

  it('leaves room for the next film, which cannot be canceled once it is done', async () => {
    const job = await finished(person, await generate(person, { script: newScript(1) }));
    expect(job.status).toBe('COMPLETED');
    expect((await refused(person, CANCEL, { id: job.id })).extensions.code).toBe('INVALID_STATE');
    expect(await readJob(person, job.id)).toMatchObject({ status: 'COMPLETED', finishedAt: job.finishedAt });
  });

  it('and finishing at the same time end in one state', async () => {
    const id = await generate(person, { script: newScript(1) });
    await watch(person, { jobId: id }).until(({ step }) => step === 'DELIVER');
    const answer = await cancel(id).catch(() => undefined);
    const { status } = await readJob(person, id);
    expect(status).toBe(answer ? 'CANCELED' : 'COMPLETED');
    expect((await readLog(person, id)).findLast(({ type }) => type === 'STATUS')?.status).toBe(status);
  });
});

describe('an idempotencyKey', () => {
  const make = (input: object): Promise<string> => generate(person, { script: 'The same film.', ...input });

  it('gives the same job for the same input, also to twenty at once', async () => {
    const before = (await list('')).totalCount;
    const duplicates = await Promise.all(Array.from({ length: 20 }, () => make({ idempotencyKey: 'duplicates' })));
    const later = await make({ idempotencyKey: 'duplicates' });
    expect(new Set([...duplicates, later]).size).toBe(1);
    expect((await list('')).totalCount).toBe(before + 1);
    await cancel(later);
    expect(await make({ idempotencyKey: 'duplicates' })).toBe(later);
  });

  it('is a conflict with another input, and no limit without one', async () => {
    const id = await make({ idempotencyKey: 'once' });
    const input = { workspaceId: person.workspaceId, resolution: 'P360', script: 'Another film.', idempotencyKey: 'once' };
    const { extensions } = await refused(person, GENERATE, { input });
    expect(extensions).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', fields: [{ path: 'input.idempotencyKey' }] });
    const [one, two] = [await make({}), await make({ idempotencyKey: null })];
    expect(new Set([id, one, two]).size).toBe(3);
    await Promise.all([id, one, two].map(cancel));
  });

  it('records nothing of a mutation that failed', async () => {
    const wrong = { workspaceId: person.workspaceId, script: '', idempotencyKey: 'retried' };
    expect((await refused(person, GENERATE, { input: wrong })).extensions.code).toBe('BAD_USER_INPUT');
    await cancel(await make({ idempotencyKey: 'retried' }));
  });

  it('belongs to its workspace', async () => {
    const neighbour = await register(stack.url);
    const mine = await make({ idempotencyKey: 'shared' });
    const theirs = await generate(neighbour, { script: 'Quite another film.', idempotencyKey: 'shared' });
    expect(theirs).not.toBe(mine);
    await Promise.all([cancel(mine), gql(neighbour, CANCEL, { id: theirs })]);
  });
});

describe('the jobs of a workspace', () => {
  let owner: Person;
  /** The webhook’s deliveries of the last 30 days, newest first. */
  let ids: string[];

  beforeAll(async () => {
    owner = await register(stack.url);
    ids = [];
    for (let count = 0; count < 5; count += 1) ids.unshift(await generate(owner, { script: `Film number ${count}.` }));
    for (const id of ids.slice(0, 4)) await gql(owner, CANCEL, { id });
    await finished(owner, ids[4]!);
  });

  const idsOf = ({ nodes }: JobPage): string[] => nodes.map(({ id }) => id);

  it('come newest first, forwards and backwards, page by page', async () => {
    const first = await list('(first: 2)', owner);
    expect(idsOf(first)).toEqual(ids.slice(0, 2));
    expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const second = await list(`(first: 2, after: "${first.pageInfo.endCursor}")`, owner);
    expect(idsOf(second)).toEqual(ids.slice(2, 4));
    expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    const third = await list(`(first: 2, after: "${second.pageInfo.endCursor}")`, owner);
    expect(idsOf(third)).toEqual(ids.slice(4));
    expect(third.pageInfo).toMatchObject({ hasNextPage: false });

    const last = await list('(last: 2)', owner);
    expect(idsOf(last)).toEqual(ids.slice(3));
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const before = await list(`(last: 2, before: "${last.pageInfo.startCursor}")`, owner);
    expect(idsOf(before)).toEqual(ids.slice(1, 3));
    expect(before.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it('come oldest first when that is wanted', async () => {
    const page = await list('(first: 3, orderBy: { field: CREATED_AT, direction: ASC })', owner);
    expect(idsOf(page)).toEqual(ids.toReversed().slice(0, 3));
    const next = await list(`(first: 3, after: "${page.pageInfo.endCursor}", orderBy: { field: CREATED_AT, direction: ASC })`, owner);
    expect(idsOf(next)).toEqual(ids.toReversed().slice(3));
  });

  it('can be filtered by status and type', async () => {
    const canceled = await list('(filter: { status: CANCELED, type: VIDEO })', owner);
    expect(idsOf(canceled)).toEqual(ids.slice(0, 4));
    expect(canceled.totalCount).toBe(4);
    expect((await list('(filter: { type: EXPORT })', owner)).nodes).toEqual([]);
    const rest = await list(`(first: 1, filter: { status: COMPLETED }, after: "${canceled.pageInfo.startCursor}")`, owner);
    expect(idsOf(rest)).toEqual(ids.slice(4));
  });

  it.each([
    ['first', '(first: 101)'],
    ['last', '(last: 101)'],
    ['first', '(first: 0)'],
    ['first', '(first: -1)'],
    ['last', '(first: 1, last: 1)'],
    ['after', '(after: "nonsense")'],
    ['after', '(after: "MTox")'],
    ['before', '(before: "")'],
  ])('refuse %s in %s', async (path, args) => {
    const { extensions } = await refused(owner, listed(args, owner));
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
  });
});
