import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gql, refused, register, watch, words, type Api, type ApiError, type Person, type Variables } from '../support/client.ts';
import { newScript, unknownId } from '../support/factories.ts';
import { finished, generate, GENERATE, readJob } from '../support/films.ts';
import { openJobWriter } from '../support/job-writer.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let owner: Person;
let stranger: Person;
let jobId: string;
let assetId: string;

beforeAll(async () => {
  stack = await startStack();
  [owner, stranger] = await Promise.all([register(stack.url), register(stack.url)]);
  const job = await finished(owner, await generate(owner, { script: newScript(1) }));
  jobId = job.id;
  assetId = job.video!.id;
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

/** Some of each kind, as they are answered outside; test/integration/house/denials.test.ts calls every one. */
const operations: readonly (readonly [string, string, () => string])[] = [
  ['job(id)', 'query ($id: ID!) { job(id: $id) { id title status } }', () => jobId],
  ['asset(id)', 'query ($id: ID!) { asset(id: $id) { id downloadUrl } }', () => assetId],
  ['workspace(id)', 'query ($id: ID!) { workspace(id: $id) { id name jobs { totalCount } } }', () => owner.workspaceId],
  ['jobEvents', 'query ($id: ID!) { jobEvents(jobId: $id) { nodes { message } } }', () => jobId],
  ['cancelJob', 'mutation ($id: ID!) { cancelJob(id: $id) { id } }', () => jobId],
  ['generateVideo', 'mutation ($id: ID!) { generateVideo(input: { workspaceId: $id, script: "Mine." }) { id } }', () => owner.workspaceId],
];

const subscription = async (who: Api, id: string, after?: string): Promise<ApiError> => {
  const ended = await watch(who, { jobId: id, ...(after === undefined ? {} : { after }) }).ended;
  if (ended === 'completed' || !('refused' in ended)) throw new Error(`Not refused: ${JSON.stringify(ended)}`);
  return ended.refused[0]!;
};

describe('a stranger', () => {
  it.each(operations)('receives from %s the same answer as for ids that nobody has', async (_, query, idOf) => {
    const theirs = await refused(stranger, query, { id: idOf() });
    expect(theirs.extensions.code).toBe('NOT_FOUND');
    expect(theirs.message).not.toContain(idOf());
    expect(words(theirs)).toEqual(words(await refused(stranger, query, { id: unknownId() })));
    expect(words(theirs)).toEqual(words(await refused(stranger, query, { id: 'no id at all' })));
  });

  it('receives from the subscription the same answer as for ids that nobody has', async () => {
    const theirs = await subscription(stranger, jobId);
    expect(theirs.extensions.code).toBe('NOT_FOUND');
    const { cursor } = await readJob(owner, jobId);
    for (const [id, after] of [[unknownId()], ['no id at all'], [jobId, cursor]] as const) {
      expect(words(await subscription(stranger, id, after))).toEqual(words(theirs));
    }
  });

  it('sees their own workspace and nothing else in it', async () => {
    const { workspaces } = await gql<{ workspaces: object }>(
      stranger,
      '{ workspaces { totalCount nodes { id viewerRole jobs { totalCount nodes { id } } } } }',
    );
    expect(workspaces).toEqual({
      totalCount: 1,
      nodes: [{ id: stranger.workspaceId, viewerRole: 'OWNER', jobs: { totalCount: 0, nodes: [] } }],
    });
  });

  it('changed nothing with all of that', async () => {
    expect(await readJob(owner, jobId)).toMatchObject({ status: 'COMPLETED' });
    const { workspace } = await gql<{ workspace: object }>(owner, 'query ($id: ID!) { workspace(id: $id) { jobs { totalCount } } }', {
      id: owner.workspaceId,
    });
    expect(workspace).toEqual({ jobs: { totalCount: 1 } });
  });
});

describe('nobody', () => {
  const anyone: readonly (readonly [string, string, () => Variables])[] = [
    ['me', '{ me { id } }', () => ({})],
    ['workspaces', '{ workspaces { nodes { id } } }', () => ({})],
    ['logout', 'mutation { logout }', () => ({})],
    ['generateVideo with a whole input', GENERATE, () => ({ input: { workspaceId: owner.workspaceId, script: 'Mine.' } })],
    ...operations.map(([name, query, idOf]) => [name, query, () => ({ id: idOf() })] as const),
  ];

  it.each(anyone)('is sent by %s to sign in first', async (_, query, variables) => {
    const { extensions } = await refused({ url: stack.url }, query, variables());
    expect(extensions).toMatchObject({ code: 'UNAUTHENTICATED', details: { reason: 'MISSING' } });
  });

  it('is not let into a socket', async () => {
    expect(await watch({ url: stack.url }, { jobId }).ended).toEqual({ closed: 4401 });
  });
});

describe('two tenants', () => {
  it('on the same kept-alive connections, with sockets beside, never see what is the other’s', async () => {
    const [mine, theirs] = await Promise.all([owner, stranger].map((who) => openJobWriter(stack.secrets()['DATABASE_OWNER_URL']!, who)));
    const tenants = await Promise.all(
      [
        { who: owner, writer: mine! },
        { who: stranger, writer: theirs! },
      ].map(async ({ who, writer }) => {
        const own = await writer.newJob();
        return { who, writer, own, watching: watch(who, { jobId: own }) };
      }),
    );
    await Promise.all(tenants.map(({ watching }) => watching.until(({ type }) => type === 'SNAPSHOT')));
    const agent = new Agent({ keepAlive: true, maxSockets: 2 });
    const ports = new Set<number | undefined>();
    const rounds = Array.from({ length: 100 }, async (_, round) => {
      const { who, own } = tenants[round % 2]!;
      const other = tenants[(round + 1) % 2]!;
      const answer = await askOver(agent, who, own, other.own);
      ports.add(answer.port);
      expect(answer.data).toEqual({
        me: { id: who.userId },
        workspaces: { nodes: [{ id: who.workspaceId }] },
        own: { id: own },
        other: null,
      });
    });
    const news = tenants.map(async ({ who, writer, own }) => {
      for (let count = 0; count < 50; count += 1) await writer.append(own, 'LOG', `for ${who.userId}`);
    });
    await Promise.all([...rounds, ...news]);
    agent.destroy();
    expect(ports.size).toBe(2);
    for (const { who, writer, own, watching } of tenants) {
      await writer.complete(own);
      expect(await watching.ended).toBe('completed');
      const messages = watching.events.filter(({ type }) => type === 'LOG').map(({ message }) => message);
      expect(messages).toEqual(Array.from({ length: 50 }, () => `for ${who.userId}`));
      await writer.close();
    }
  });
});

/** Over connections that both tenants share: who one is, what one has, one's own job and the other's. */
async function askOver(agent: Agent, who: Person, own: string, other: string): Promise<{ data: unknown; port: number | undefined }> {
  const query =
    'query ($own: ID!, $other: ID!) { me { id } workspaces { nodes { id } } own: job(id: $own) { id } other: job(id: $other) { id } }';
  const sent = request(`${who.url}/graphql`, {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${who.accessToken}` },
  });
  sent.end(JSON.stringify({ query, variables: { own, other } }));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const port = response.socket.localPort;
  const { data } = (await json(response)) as { data: unknown };
  return { data, port };
}
