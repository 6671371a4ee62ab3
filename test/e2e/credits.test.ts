import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gql, refused, register, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { finished, generate, GENERATE } from '../support/films.ts';
import { endPrograms, launch } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let person: Person;
beforeAll(async () => {
  stack = await startStack({ env: { SIGNUP_CREDITS: '7' } });
  person = await register(stack.url);
});
afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

interface Entry {
  readonly movementId: string;
  readonly kind: string;
  readonly account: string;
  readonly amount: number;
  readonly jobId: string | null;
  readonly reason: string | null;
}
interface Account {
  readonly credits: { readonly balance: number; readonly reserved: number; readonly available: number };
  readonly creditEntries: { readonly totalCount: number; readonly nodes: readonly Entry[] };
}

const ACCOUNT = `query ($id: ID!) { workspace(id: $id) { credits { balance reserved available }
  creditEntries(first: 100) { totalCount nodes { movementId kind account amount jobId reason } } } }`;
const JOB = 'query ($id: ID!) { job(id: $id) { status creditsReserved creditsCharged video { durationMs } } }';
const ESTIMATE = 'query ($input: GenerateVideoInput!) { estimateVideo(input: $input) { credits durationMs } }';

const account = async (): Promise<Account> => (await gql<{ workspace: Account }>(person, ACCOUNT, { id: person.workspaceId })).workspace;
const estimate = async (input: object): Promise<{ credits: number; durationMs: number }> => {
  const complete = { workspaceId: person.workspaceId, ...input };
  return (await gql<{ estimateVideo: { credits: number; durationMs: number } }>(person, ESTIMATE, { input: complete })).estimateVideo;
};

describe('credits, as a client sees them', () => {
  it('are what a new workspace begins with', async () => {
    const { credits, creditEntries } = await account();
    expect(credits).toEqual({ balance: 7, reserved: 0, available: 7 });
    expect(creditEntries.nodes.map(({ kind, account: of, amount, reason }) => `${kind} ${of} ${amount} ${reason}`).toSorted()).toEqual([
      'GRANT AVAILABLE 7 Sign-up',
      'GRANT ISSUED -7 Sign-up',
    ]);
  });

  it('are set aside as estimated, charged for the seconds of the film, and the rest comes back', async () => {
    const script = newScript(4);
    const expected = await estimate({ script });
    const id = await generate(person, { script });
    const during = (await account()).credits;
    const { video } = await finished(person, id);
    const { job } = await gql<{ job: { creditsReserved: number; creditsCharged: number } }>(person, JOB, { id });
    expect(video?.durationMs).toBeLessThanOrEqual(expected.durationMs);
    expect(job).toMatchObject({ creditsReserved: expected.credits, creditsCharged: Math.ceil((video?.durationMs ?? 0) / 10_000) });
    expect(job.creditsCharged).toBeLessThanOrEqual(job.creditsReserved);
    // The film may have been quicker than the question.
    expect([expected.credits, 0]).toContain(during.reserved);
    const { credits, creditEntries } = await account();
    expect(credits).toEqual({ balance: 7 - job.creditsCharged, reserved: 0, available: 7 - job.creditsCharged });
    expect(creditEntries.totalCount).toBe(creditEntries.nodes.length);
    for (const { movementId } of creditEntries.nodes) {
      const movement = creditEntries.nodes.filter((entry) => entry.movementId === movementId);
      expect(movement.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    }
    const kinds = creditEntries.nodes.filter(({ jobId }) => jobId === id).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['RESERVATION', 'CHARGE']));
  });

  it('come back when the film is canceled', async () => {
    const before = (await account()).credits;
    const id = await generate(person, { script: newScript(4) });
    await gql(person, 'mutation ($id: ID!) { cancelJob(id: $id) { id } }', { id });
    expect((await account()).credits).toEqual(before);
    const { job } = await gql<{ job: object }>(person, JOB, { id });
    expect(job).toMatchObject({ status: 'CANCELED', creditsCharged: 0 });
  });

  it('that are too few refuse the film and say how many are missing, until the operator gives more', async () => {
    const script = newScript(20);
    const { credits } = await account();
    const { credits: required } = await estimate({ script });
    const input = { workspaceId: person.workspaceId, script, resolution: 'P360' };
    const error = await refused(person, GENERATE, { input });
    expect(error.extensions).toMatchObject({ code: 'INSUFFICIENT_CREDITS', details: { required, available: credits.available } });
    expect((await account()).credits).toEqual(credits);

    const granting = launch(['grant-credits', person.workspaceId, '50', 'a', 'gift'], { DATA_DIR: stack.dataDir });
    expect(await granting.ended, granting.stderr()).toBe(0);
    expect(granting.stdout()).toBe(`${credits.available + 50} credits are available now.\n`);
    const id = await generate(person, { script });
    await gql(person, 'mutation ($id: ID!) { cancelJob(id: $id) { id } }', { id });
    const newest = (await account()).creditEntries.nodes.find(({ kind }) => kind === 'GRANT');
    expect(newest).toMatchObject({ reason: 'a gift', jobId: null });
  });

  it('are given to nobody by mistake', async () => {
    for (const args of [[], [person.workspaceId, '0', 'x'], [person.workspaceId, '5'], ['nonsense', '5', 'x'], [person.userId, '5', 'x']]) {
      const granting = launch(['grant-credits', ...args], { DATA_DIR: stack.dataDir });
      expect(await granting.ended).toBe(1);
      expect(granting.stderr()).toMatch(/^(Usage: grant-credits WORKSPACE AMOUNT REASON\n|Workspace )/);
    }
  });

  it('are a matter of the members', async () => {
    const stranger = await register(stack.url);
    const { extensions } = await refused(stranger, ACCOUNT, { id: person.workspaceId });
    expect(extensions.code).toBe('NOT_FOUND');
    const input = { workspaceId: person.workspaceId, script: 'Hello.' };
    expect((await refused(stranger, ESTIMATE, { input })).extensions.code).toBe('NOT_FOUND');
    expect((await refused({ url: stack.url }, ESTIMATE, { input })).extensions.code).toBe('UNAUTHENTICATED');
  });
});
