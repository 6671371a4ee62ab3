import { isObjectType, parse } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { openSchema, type ApiSchema } from '../../../src/app/schema.ts';
import type { Actor } from '../../../src/kernel/actor.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { compilingExecutor } from '../../../src/platform/graphql/executor.ts';
import { runOnce } from '../../../src/platform/graphql/operation.ts';
import { presentError } from '../../../src/platform/graphql/errors/present-error.ts';
import { noBytesStorage } from '../../support/no-bytes-storage.ts';
import { useEngine, request, scopeOf } from '../../support/engine.ts';
import { unknownId } from '../../support/factories.ts';
import { makeMember, makeWorld, type World } from '../../support/world.ts';

const engine = useEngine({ storage: noBytesStorage });
let api: ApiSchema;
let mine: World;
let stranger: World;
let viewer: Actor;
/** An object of each type that implements Node, by type. */
let ids: Readonly<Record<string, string>>;

/** One document for all tests, so that most runs are compiled. */
const document = parse('query ($id: ID!) { node(id: $id) { __typename id ... on Job { title status } } }');
const execute = compilingExecutor();

beforeAll(async () => {
  api = await openSchema(engine);
  [mine, stranger] = [await makeWorld(engine), await makeWorld(engine)];
  viewer = await makeMember(engine, mine, 'VIEWER');
  const one = async (table: string): Promise<string> => {
    const [row] = await engine.owner<{ id: string }>(`select id from ${table} where workspace_id = $1 limit 1`, [mine.workspaceId]);
    return row?.id ?? '';
  };
  const { actor } = mine;
  if (actor.kind !== 'user') throw new Error('a tenant is a person');
  await engine.owner(`insert into sessions (id, user_id, expires_at) values ($1, $2, now() + interval '1 day') on conflict do nothing`, [
    actor.sessionId,
    actor.userId,
  ]);
  ids = {
    User: mine.userId,
    Session: actor.sessionId,
    Workspace: mine.workspaceId,
    Invitation: mine.invitationId,
    ApiKey: mine.apiKeyId,
    AuditEvent: await one('audit_events'),
    CreditEntry: await one('credit_entries'),
    Job: mine.jobId,
    Asset: mine.assetId,
    ShareLink: mine.shareLinkId,
    Comment: mine.commentId,
    Project: mine.projectId,
    Scene: mine.sceneId,
    Batch: mine.batchId,
    Channel: mine.channelId,
    Publication: mine.publicationId,
    Series: mine.seriesId,
    SeriesRun: mine.seriesRunId,
    Slot: mine.slotId,
    CalendarFeed: mine.calendarFeedId,
    Preset: mine.presetId,
    PromptTemplate: mine.templateId,
    Webhook: mine.webhookId,
    WebhookDelivery: mine.deliveryId,
    Notification: mine.notificationId,
  };
});

async function node(actor: Actor, id: string): Promise<object> {
  const contextValue = { scope: scopeOf(engine, actor), instance: api.instance };
  const result = await runOnce(execute, { schema: api.schema, document, variableValues: { id }, contextValue });
  await contextValue.scope.close();
  const [error] = result.errors ?? [];
  if (!error) return (result.data as { node: object }).node;
  const { message, extensions } = presentError(error, { requestId: '', log: silentLog, hideSuggestions: true });
  return { message, code: extensions?.['code'] };
}

test('every type that implements Node has an example here', () => {
  const type = api.schema.getType('Node');
  const implementing = Object.values(api.schema.getTypeMap()).filter(
    (one) => isObjectType(one) && one.getInterfaces().some(({ name }) => name === type?.name),
  );
  expect(Object.keys(ids).toSorted()).toEqual(implementing.map(({ name }) => name).toSorted());
});

test('every type with an id implements Node, unless it shares its id with another type or has no query of its own', () => {
  const missing = Object.values(api.schema.getTypeMap()).filter(
    (one) => isObjectType(one) && 'id' in one.getFields() && one.getInterfaces().length === 0,
  );
  expect(missing.map(({ name }) => name).toSorted()).toEqual([
    'AdminAuditEvent',
    'AdminJob',
    'AdminShowcaseItem',
    'AdminStep',
    'AdminTrialImage',
    'AdminUser',
    'AdminWorker',
    'AdminWorkspace',
    'CreditPack',
    'DeletedWorkspace',
    'ProfilePictureCheck',
    'ProfilePictureUpload',
    'ProviderCall',
    'ReviewedAsset',
    'ShowcaseItem',
    'TrialImage',
    'UploadSession',
  ]);
});

test('reads an object of every type as its own type', async () => {
  for (const [type, id] of Object.entries(ids)) expect(await node(mine.actor, id)).toMatchObject({ __typename: type, id });
  expect(await node(mine.actor, mine.jobId)).toMatchObject({ status: 'QUEUED' });
});

test('answers a stranger as for an object that does not exist', async () => {
  const denial = await node(stranger.actor, unknownId());
  expect(denial).toEqual({ message: 'Node not found.', code: 'NOT_FOUND' });
  for (const id of [...Object.values(ids), 'no id at all']) expect(await node(stranger.actor, id)).toEqual(denial);
});

test('applies the role that the object’s own list needs', async () => {
  const forbidden = Object.entries(ids).map(async ([type, id]) => [type, ((await node(viewer, id)) as { code?: string }).code] as const);
  expect(Object.fromEntries(await Promise.all(forbidden))).toMatchObject({
    ...{
      Invitation: 'FORBIDDEN',
      ApiKey: 'FORBIDDEN',
      AuditEvent: 'FORBIDDEN',
      Webhook: 'FORBIDDEN',
      WebhookDelivery: 'FORBIDDEN',
      Session: 'NOT_FOUND',
    },
    ...{ Job: undefined, Asset: undefined, User: undefined, CreditEntry: undefined },
  });
});

test('the authors of webhooks and of audited changes are people, and null once they have left', async () => {
  const admin = await makeMember(engine, mine, 'ADMIN');
  const { workspaceId } = mine;
  const { webhook } = await request(engine, admin, (scope) =>
    engine.webhooks.create(scope, { workspaceId, url: 'http://127.0.0.1:9999/admin' }),
  );
  const authors = parse(`query ($workspace: ID!, $webhook: ID!, $user: ID!) {
    webhook(id: $webhook) { createdBy { id } }
    workspace(id: $workspace) { auditEvents(filter: { userId: $user }, first: 1) { nodes { action userId user { id } } } }
  }`);
  const seen = async (): Promise<unknown> => {
    const contextValue = { scope: scopeOf(engine, mine.actor), instance: api.instance };
    const variableValues = { workspace: workspaceId, webhook: webhook.id, user: admin.userId };
    const { data, errors } = await runOnce(execute, { schema: api.schema, document: authors, variableValues, contextValue });
    await contextValue.scope.close();
    expect(errors).toBeUndefined();
    return data;
  };
  const { userId } = admin;
  const event = { action: 'createWebhook', userId };
  expect(await seen()).toEqual({
    webhook: { createdBy: { id: userId } },
    workspace: { auditEvents: { nodes: [{ ...event, user: { id: userId } }] } },
  });
  await request(engine, mine.actor, (scope) => engine.members.remove(scope, { workspaceId, userId }));
  expect(await seen()).toEqual({ webhook: { createdBy: null }, workspace: { auditEvents: { nodes: [{ ...event, user: null }] } } });
});
