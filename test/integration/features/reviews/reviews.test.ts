import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../../src/kernel/id.ts';
import { openStorage } from '../../../../src/platform/storage/minio-storage.ts';
import { openApi, type InProcessApi } from '../../../support/api.ts';
import { ask, follow, gql, refused, register, type Api, type Following, type Person } from '../../../support/client.ts';
import { openEngine, type Engine } from '../../../support/engine.ts';
import { openEmbedded, type TestStore } from '../../../support/storage/stores.ts';

let engine: Engine;
let store: TestStore;
let api: InProcessApi;
let owner: Person;
let workspaceId: string;
let assetId: string;
beforeAll(async () => {
  store = await openEmbedded();
  engine = await openEngine({ storage: openStorage({ ...store, publicEndpoint: store.endpoint }) });
  api = await openApi(engine);
  owner = await register(api.url);
  ({
    workspaces: {
      nodes: [{ id: workspaceId }],
    },
  } = await gql<{ workspaces: { nodes: [{ id: string }] } }>(owner, '{ workspaces(first: 1) { nodes { id } } }'));
});
afterAll(async () => {
  await api.close();
  await Promise.all([engine.close(), store.close()]);
});
beforeEach(async () => {
  assetId = await film();
});

async function film(): Promise<string> {
  const id = newId();
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key, duration_ms, created_by)
     values ($1::uuid, $2, 'VIDEO', 'READY', 'a film', 'a.mp4', 'video/mp4', 1, $1::text, 20000, (select id from users where email = $3))`,
    [id, workspaceId, owner.email],
  );
  return id;
}

interface Comment {
  readonly id: string;
  readonly text: string;
  readonly atMs: number | null;
  readonly parentId: string | null;
  readonly decision: string | null;
  readonly authorName: string | null;
  readonly author: { readonly id: string } | null;
  readonly byReviewer: boolean;
  readonly isOwn: boolean;
  readonly resolvedAt: string | null;
}
const COMMENT = '{ id text atMs parentId decision authorName author { id } byReviewer isOwn resolvedAt }';
const START = `mutation ($input: StartReviewInput!) { startReview(input: $input) { token expiresAt asset { id name durationMs inlineUrl reviewStatus } } }`;
const CREATE = `mutation ($input: CreateCommentInput!) { createComment(input: $input) ${COMMENT} }`;
const REVIEW = `mutation ($input: ReviewAssetInput!) { reviewAsset(input: $input) ${COMMENT} }`;
const LIST = `query ($assetId: ID!, $filter: CommentFilter) { comments(assetId: $assetId, first: 50, filter: $filter) { totalCount nodes ${COMMENT} } }`;
const EVENTS = 'subscription ($assetId: ID!, $after: String) { reviewEvents(assetId: $assetId, after: $after) { cursor type at } }';

interface Link {
  readonly id: string;
  readonly token: string;
}
async function share(input: object = {}): Promise<Link> {
  const { createShareLink } = await gql<{ createShareLink: { id: string; url: string } }>(
    owner,
    'mutation ($input: CreateShareLinkInput!) { createShareLink(input: $input) { id url reviewEnabled } }',
    { input: { assetId, ...input } },
  );
  return { id: createShareLink.id, token: createShareLink.url.split('/').at(-1) ?? '' };
}
async function begin({ token: shareToken }: Link, name = 'Ada', password?: string): Promise<Required<Api>> {
  const { startReview } = await gql<{ startReview: { token: string } }>({ url: api.url }, START, { input: { shareToken, name, password } });
  return { url: api.url, accessToken: startReview.token };
}
const create = async (as: Api, input: object): Promise<Comment> =>
  (await gql<{ createComment: Comment }>(as, CREATE, { input: { assetId, text: 'Too dark.', ...input } })).createComment;
const list = async (as: Api, filter: object = {}): Promise<readonly Comment[]> =>
  (await gql<{ comments: { nodes: Comment[] } }>(as, LIST, { assetId, filter })).comments.nodes;
const updateLink = (id: string, reviewEnabled: boolean) =>
  gql(owner, 'mutation ($id: ID!, $on: Boolean!) { updateShareLink(id: $id, input: { reviewEnabled: $on }) { reviewEnabled } }', {
    id,
    on: reviewEnabled,
  });
const revoke = (id: string) => gql(owner, 'mutation ($id: ID!) { revokeShareLink(id: $id) }', { id });
const statusOf = async (as: Api): Promise<string | null> =>
  (await gql<{ asset: { reviewStatus: string | null } }>(as, 'query ($id: ID!) { asset(id: $id) { reviewStatus } }', { id: assetId })).asset
    .reviewStatus;
const codeOf = async (as: Api, query: string, variables: Record<string, unknown>): Promise<string> =>
  (await refused(as, query, variables)).extensions.code;

type ReviewEvent = { readonly cursor: string; readonly type: string };
const follows = (as: Api): Following<ReviewEvent> => follow<ReviewEvent>(as, EVENTS, { assetId }, {});
const isReady = ({ type }: ReviewEvent): boolean => type === 'READY';
const isReview = ({ type }: ReviewEvent): boolean => type === 'REVIEW';

describe('reviewers of a share link', () => {
  test('comment on a moment, reply and decide under their name, and both sides see it live', async () => {
    const reviewer = await begin(await share());
    const [theirs, ours] = [follows(reviewer), follows(owner)];
    await Promise.all([theirs.until(isReady), ours.until(isReady)]);
    const first = await create(reviewer, { atMs: 12_500, text: '<script>alert(1)</script> https://evil.test' });
    expect(first).toMatchObject({
      text: '<script>alert(1)</script> https://evil.test',
      atMs: 12_500,
      authorName: 'Ada',
      author: null,
      byReviewer: true,
    });
    await Promise.all([theirs.until(isReview), ours.until(isReview)]);
    const reply = await create(owner, { parentId: first.id, text: 'Will do.' });
    const seen = (await list(reviewer)).find(({ id }) => id === reply.id);
    expect(seen).toMatchObject({ authorName: owner.name, author: null, byReviewer: false, isOwn: false, parentId: first.id });
    expect(await statusOf(owner)).toBeNull();
    const { reviewAsset } = await gql<{ reviewAsset: Comment }>(reviewer, REVIEW, { input: { assetId, decision: 'APPROVED' } });
    expect(reviewAsset).toMatchObject({ decision: 'APPROVED', text: '', authorName: 'Ada', isOwn: true });
    expect(await statusOf(owner)).toBe('APPROVED');
    await gql(owner, REVIEW, { input: { assetId, decision: 'CHANGES_REQUESTED', text: 'Wait.' } });
    const again = await gql<{ reviewedAsset: object }>(reviewer, '{ reviewedAsset { id name durationMs inlineUrl reviewStatus } }');
    expect(again.reviewedAsset).toMatchObject({ id: assetId, name: 'a film', durationMs: 20_000, reviewStatus: 'CHANGES_REQUESTED' });
    theirs.leave();
    ours.leave();
  });

  test('reach nothing but the shared asset', async () => {
    const reviewer = await begin(await share());
    const other = await film();
    const hidden = await gql<{ createComment: Comment }>(owner, CREATE, { input: { assetId: other, text: 'Secret.' } });
    expect(await codeOf(reviewer, LIST, { assetId: other })).toBe('NOT_FOUND');
    expect(await codeOf(reviewer, CREATE, { input: { assetId: other, text: 'Hello.' } })).toBe('NOT_FOUND');
    expect(await codeOf(reviewer, CREATE, { input: { assetId, text: 'Hello.', parentId: hidden.createComment.id } })).toBe(
      'BAD_USER_INPUT',
    );
    const remove = 'mutation ($id: ID!) { deleteComment(id: $id) }';
    expect(await codeOf(reviewer, remove, { id: hidden.createComment.id })).toBe('NOT_FOUND');
    const ours = await create(owner, {});
    expect(await codeOf(reviewer, remove, { id: ours.id })).toBe('FORBIDDEN');
    expect(await codeOf(reviewer, 'mutation ($id: ID!) { resolveComment(id: $id) { id } }', { id: ours.id })).toMatch(
      /FORBIDDEN|NOT_FOUND/,
    );
    for (const query of [
      'query ($id: ID!) { asset(id: $id) { id downloadUrl } }',
      'query ($id: ID!) { node(id: $id) { id } }',
      'mutation ($id: ID!) { createShareLink(input: { assetId: $id }) { url } }',
      'mutation ($id: ID!) { deleteAsset(id: $id) { id } }',
    ])
      expect(await codeOf(reviewer, query, { id: assetId })).toMatch(/FORBIDDEN|NOT_FOUND/);
    expect(await codeOf(reviewer, 'query ($id: ID!) { workspace(id: $id) { id } }', { id: workspaceId })).toMatch(/FORBIDDEN|NOT_FOUND/);
    expect(await codeOf(reviewer, '{ me { id } }', {})).toBe('FORBIDDEN');
    const stream = follow<ReviewEvent>(
      reviewer,
      'subscription ($id: ID!) { workspaceEvents(workspaceId: $id) { cursor type } }',
      { id: workspaceId },
      {},
    );
    expect(await stream.ended).toMatchObject({ refused: [{ extensions: { code: expect.stringMatching(/FORBIDDEN|NOT_FOUND/) } }] });
  });

  test('delete their own comments, with the replies to them', async () => {
    const reviewer = await begin(await share());
    const mine = await create(reviewer, {});
    await create(owner, { parentId: mine.id });
    await gql(reviewer, 'mutation ($id: ID!) { deleteComment(id: $id) }', { id: mine.id });
    expect(await list(owner)).toEqual([]);
    const namesake = await begin(await share());
    const another = await create(reviewer, {});
    expect(await codeOf(namesake, 'mutation ($id: ID!) { deleteComment(id: $id) }', { id: another.id })).toBe('FORBIDDEN');
  });

  test.each([
    ['the link is revoked', ({ id }: Link) => revoke(id)],
    ['reviews are switched off', ({ id }: Link) => updateLink(id, false)],
  ])('are cut off at once when %s; their comments stay', async (_, end) => {
    const link = await share();
    const reviewer = await begin(link);
    await create(reviewer, {});
    const stream = follows(reviewer);
    await stream.until(isReady);
    await end(link);
    expect(await stream.ended).toEqual({ closed: 4401 });
    const error = await refused(reviewer, LIST, { assetId });
    expect(error.extensions).toMatchObject({ code: 'UNAUTHENTICATED', details: { reason: 'REVOKED' } });
    expect(await codeOf(reviewer, CREATE, { input: { assetId, text: 'Still here?' } })).toBe('UNAUTHENTICATED');
    expect(await codeOf({ url: api.url }, START, { input: { shareToken: link.token, name: 'Ada' } })).toBe('NOT_FOUND');
    expect(await list(owner)).toHaveLength(1);
  });

  test('stay out when reviews are switched on again', async () => {
    const link = await share();
    const reviewer = await begin(link);
    await updateLink(link.id, false);
    await updateLink(link.id, true);
    expect(await codeOf(reviewer, LIST, { assetId })).toBe('UNAUTHENTICATED');
    expect(await list(await begin(link))).toEqual([]);
  });

  test.each([
    ['the asset is deleted', 'mutation ($id: ID!) { deleteAsset(id: $id) { id } }', () => assetId],
    ['the workspace is deleted', undefined, () => workspaceId],
  ])('lose their socket when %s', async (_, mutation, idOf) => {
    const stream = follows(await begin(await share()));
    await stream.until(isReady);
    if (mutation) await gql(owner, mutation, { id: idOf() });
    else
      await engine.owner(`update workspaces set deleted_at = now(), restorable_until = now() + interval '1 day' where id = $1`, [idOf()]);
    expect(await stream.ended).toEqual({ closed: 4401 });
    await engine.owner('update workspaces set deleted_at = null, restorable_until = null where id = $1', [workspaceId]);
  });

  test('use one connection for one query, however many fields it has', async () => {
    const reviewer = await begin(await share());
    await create(reviewer, {});
    const fields = Array.from({ length: 30 }, (_, index) => `c${index}: comments(assetId: $assetId, first: 1) { nodes { id } }`);
    const query = `query ($assetId: ID!) { ${fields.join(' ')} }`;
    const answers = await Promise.all(Array.from({ length: 4 }, () => gql<object>(reviewer, query, { assetId })));
    expect(answers.map((data) => Object.keys(data).length)).toEqual([30, 30, 30, 30]);
  });

  test('see the newest decision at the start', async () => {
    await gql(owner, REVIEW, { input: { assetId, decision: 'APPROVED' } });
    const input = { shareToken: (await share()).token, name: 'Ada' };
    const { startReview } = await gql<{ startReview: { asset: object } }>({ url: api.url }, START, { input });
    expect(startReview.asset).toMatchObject({ id: assetId, reviewStatus: 'APPROVED' });
  });

  test('see nothing of a deleted asset, and of an expired link', async () => {
    const link = await share({ expiresAt: new Date(Date.now() + 3_600_000) });
    const reviewer = await begin(link);
    await gql(owner, 'mutation ($id: ID!) { deleteAsset(id: $id) { id } }', { id: assetId });
    expect(await codeOf(reviewer, LIST, { assetId })).toBe('UNAUTHENTICATED');
    await gql(owner, 'mutation ($id: ID!) { restoreAsset(id: $id) { id } }', { id: assetId });
    expect(await list(reviewer)).toEqual([]);
    await engine.owner(`update share_links set expires_at = now() - interval '1 second' where id = $1`, [link.id]);
    expect(await codeOf(reviewer, LIST, { assetId })).toBe('UNAUTHENTICATED');
  });

  test('need the password of the link, a name, and a link that allows it', async () => {
    const locked = await share({ password: 'péché mignon' });
    const input = { shareToken: locked.token, name: 'Ada' };
    const anonymous = { url: api.url };
    for (const password of [undefined, 'wrong one']) {
      const error = await refused(anonymous, START, { input: { ...input, password } });
      expect(error.extensions).toMatchObject({ code: 'FORBIDDEN', details: { reason: 'PASSWORD' } });
    }
    expect((await begin(locked, 'Ada', 'péché mignon')).accessToken).toMatch(/^rwr_/);
    for (const name of ['', '  ', 'a'.repeat(101), 'a\u202Eb'])
      expect(await codeOf(anonymous, START, { input: { ...input, name, password: 'péché mignon' } })).toBe('BAD_USER_INPUT');
    const off = await share({ reviewEnabled: false });
    expect(await codeOf(anonymous, START, { input: { ...input, shareToken: off.token } })).toBe('NOT_FOUND');
    expect(await codeOf(anonymous, START, { input: { ...input, shareToken: 'unknown' } })).toBe('NOT_FOUND');
    expect(await codeOf({ ...anonymous, accessToken: 'rwr_unknown' }, LIST, { assetId })).toBe('UNAUTHENTICATED');
  });

  test('one link begins at most 100 reviews in an hour', async () => {
    const link = await share();
    const input = { shareToken: link.token, name: 'Ada' };
    const answers = await Promise.all(Array.from({ length: 101 }, () => ask({ url: api.url }, START, { input })));
    expect(answers.filter(({ errors }) => errors.length > 0).map(({ errors }) => errors[0]?.extensions.code)).toEqual(['RATE_LIMITED']);
  });
});

test.each([
  ['input.text', { text: 'x'.repeat(10_000) }],
  ['input.text', { text: ' \n ' }],
  ['input.text', { text: 'a\u202Eb' }],
  ['input.atMs', { atMs: -1 }],
  ['input.atMs', { atMs: 20_001 }],
  ['input.parentId', { parentId: 'none' }],
])('refuses a bad %s', async (path, input) => {
  const error = await refused(owner, CREATE, { input: { assetId, text: 'Fine.', ...input } });
  expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
  expect(await list(owner)).toEqual([]);
});

test('a reply has no replies, and the state of its comment', async () => {
  const comment = await create(owner, {});
  const reply = await create(owner, { parentId: comment.id });
  expect(await codeOf(owner, CREATE, { input: { assetId, text: 'Deeper.', parentId: reply.id } })).toBe('BAD_USER_INPUT');
  const settle = (name: string, id: string) => `mutation { ${name}(id: "${id}") ${COMMENT} }`;
  expect(await codeOf(owner, settle('resolveComment', reply.id), {})).toBe('INVALID_STATE');
  const { resolveComment } = await gql<{ resolveComment: Comment }>(owner, settle('resolveComment', comment.id));
  expect(resolveComment.resolvedAt).not.toBeNull();
  expect((await list(owner, { resolved: false })).map(({ id }) => id)).toEqual([reply.id]);
  await gql(owner, settle('reopenComment', comment.id));
  expect(await list(owner, { resolved: false })).toHaveLength(2);
});

test('an asset has at most 1,000 comments, also when several are written at once', async () => {
  await engine.owner(
    `insert into comments (id, workspace_id, asset_id, text, reviewer_name)
     select uuidv7(), $1, $2, 'Mine.', 'Ada' from generate_series(1, 999)`,
    [workspaceId, assetId],
  );
  const answers = await Promise.all(Array.from({ length: 4 }, () => ask(owner, CREATE, { input: { assetId, text: 'One more.' } })));
  expect(answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code))).toEqual(Array(3).fill('QUOTA_EXCEEDED'));
});

test('a key of one reviewer repeats no call of another', async () => {
  const link = await share();
  const [ada, eve] = [await begin(link, 'Ada'), await begin(link, 'Eve')];
  const idempotencyKey = newId();
  const first = await create(ada, { idempotencyKey });
  expect((await create(ada, { idempotencyKey })).id).toBe(first.id);
  expect(await codeOf(eve, CREATE, { input: { assetId, text: 'Too dark.', idempotencyKey } })).toBe('IDEMPOTENCY_CONFLICT');
});

test('the creator of the asset is notified of others, and nobody by email', async () => {
  const reviewer = await begin(await share(), 'Ada <b>');
  await create(reviewer, {});
  await create(owner, {});
  await gql(reviewer, REVIEW, { input: { assetId, decision: 'APPROVED' } });
  const { me } = await gql<{ me: { notifications: { nodes: { kind: string; title: string; subjectId: string }[] } } }>(
    owner,
    '{ me { notifications(first: 50) { nodes { kind title subjectId } } } }',
  );
  const mine = me.notifications.nodes.filter(({ subjectId }) => subjectId === assetId);
  expect(mine.map(({ kind, title }) => [kind, title])).toEqual([
    ['REVIEW_APPROVED', '“a film” was approved'],
    ['COMMENT_CREATED', 'Ada <b> commented on “a film”'],
  ]);
});

test('the audit log has the name of a reviewer, without an account and without the text', async () => {
  const reviewer = await begin(await share(), 'Ada');
  const { id } = await create(reviewer, { text: 'Private words.' });
  const [event] = await engine.owner<{ actor_kind: string; user_id: string | null; after: object }>(
    'select actor_kind, user_id, after from audit_events where subject_id = $1',
    [id],
  );
  expect(event).toMatchObject({ actor_kind: 'NOBODY', user_id: null, after: { assetId, reviewerName: 'Ada' } });
  expect(JSON.stringify(event)).not.toContain('Private');
});

test('comments are in the export of the data of their author, and go with the workspace and the asset', async () => {
  await create(owner, { text: 'In my export.' });
  const { exportMyData } = await gql<{ exportMyData: object }>(owner, 'mutation { exportMyData }');
  expect(JSON.stringify(exportMyData)).toContain('In my export.');
  await engine.owner('delete from assets where id = $1', [assetId]);
  expect(await engine.owner('select from comments where asset_id = $1', [assetId])).toEqual([]);
});
