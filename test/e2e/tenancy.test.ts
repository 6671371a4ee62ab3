import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gql, refused, register, watch, words, type Api, type ApiError, type Person, type Variables } from '../support/client.ts';
import { newScript, unknownId } from '../support/factories.ts';
import { finished, generate, GENERATE, readJob } from '../support/films.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let owner: Person;
let stranger: Person;
let jobId: string;
let assetId: string;
let webhookId: string;
let deliveryId: string;

beforeAll(async () => {
  stack = await startStack({ env: { OUTBOUND_ALLOW_CIDRS: '127.0.0.0/8' } });
  [owner, stranger] = await Promise.all([register(stack.url), register(stack.url)]);
  const { createWebhook } = await gql<{ createWebhook: { webhook: { id: string } } }>(
    owner,
    'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { id } } }',
    { input: { workspaceId: owner.workspaceId, url: 'http://127.0.0.1:65535/' } },
  );
  webhookId = createWebhook.webhook.id;
  const { testWebhook } = await gql<{ testWebhook: { id: string } }>(owner, 'mutation ($id: ID!) { testWebhook(id: $id) { id } }', {
    id: webhookId,
  });
  deliveryId = testWebhook.id;
  const job = await finished(owner, await generate(owner, { script: newScript(1) }));
  jobId = job.id;
  assetId = job.video!.id;
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

/** Every operation that takes an id, with the ids of the owner's things. */
const operations: readonly (readonly [string, string, () => string])[] = [
  ['job(id)', 'query ($id: ID!) { job(id: $id) { id title status } }', () => jobId],
  ['asset(id)', 'query ($id: ID!) { asset(id: $id) { id downloadUrl } }', () => assetId],
  ['workspace(id)', 'query ($id: ID!) { workspace(id: $id) { id name jobs { totalCount } } }', () => owner.workspaceId],
  ['jobEvents', 'query ($id: ID!) { jobEvents(jobId: $id) { nodes { message } } }', () => jobId],
  ['cancelJob', 'mutation ($id: ID!) { cancelJob(id: $id) { id } }', () => jobId],
  ['webhookDeliveries', 'query ($id: ID!) { webhookDeliveries(webhookId: $id) { nodes { id } } }', () => webhookId],
  [
    'createWebhook',
    'mutation ($id: ID!) { createWebhook(input: { workspaceId: $id, url: "https://x.test" }) { secret } }',
    () => owner.workspaceId,
  ],
  ['updateWebhook', 'mutation ($id: ID!) { updateWebhook(id: $id, input: { enabled: false }) { id } }', () => webhookId],
  ['deleteWebhook', 'mutation ($id: ID!) { deleteWebhook(id: $id) }', () => webhookId],
  ['rotateWebhookSecret', 'mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret } }', () => webhookId],
  ['testWebhook', 'mutation ($id: ID!) { testWebhook(id: $id) { id } }', () => webhookId],
  ['redeliverWebhook', 'mutation ($id: ID!) { redeliverWebhook(id: $id) { id } }', () => deliveryId],
  ['generateVideo', 'mutation ($id: ID!) { generateVideo(input: { workspaceId: $id, script: "Mine." }) { id } }', () => owner.workspaceId],
];

const subscription = async (who: Api, id: string, after?: string): Promise<ApiError> => {
  const ended = await watch(who, { jobId: id, ...(after === undefined ? {} : { after }) }).ended;
  if (ended === 'completed' || !('refused' in ended)) throw new Error(`Not refused: ${JSON.stringify(ended)}`);
  return ended.refused[0]!;
};

describe('a stranger', () => {
  it.each(operations)('is told by %s what is told of ids that nobody has', async (_, query, idOf) => {
    const theirs = await refused(stranger, query, { id: idOf() });
    expect(theirs.extensions.code).toBe('NOT_FOUND');
    expect(theirs.message).not.toContain(idOf());
    expect(words(theirs)).toEqual(words(await refused(stranger, query, { id: unknownId() })));
    expect(words(theirs)).toEqual(words(await refused(stranger, query, { id: 'no id at all' })));
  });

  it('is told by the subscription what is told of ids that nobody has', async () => {
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
    expect(extensions).toMatchObject({ code: 'UNAUTHENTICATED', details: { reason: 'INVALID' } });
  });

  it('is not let into a socket', async () => {
    expect(await watch({ url: stack.url }, { jobId }).ended).toEqual({ closed: 4401 });
  });
});
