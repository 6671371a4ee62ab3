import { faker } from '@faker-js/faker';
import type { GivenScene } from '../../src/features/projects/scenes/scene.service.ts';
import { newId } from '../../src/kernel/id.ts';
import type { Role } from '../../src/kernel/role.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import { looseSteps, makeJob, makeTenant, request, scopeOf, type Engine, type Tenant } from './engine.ts';

/** A workspace with one of everything in it; each feature adds what it has. */
export interface World extends Tenant {
  /** A member who is VIEWER. */
  readonly viewerId: string;
  readonly jobId: string;
  readonly failedJobId: string;
  readonly assetId: string;
  /** READY. */
  readonly pictureId: string;
  readonly recordingId: string;
  /** READY, in JSON Lines. */
  readonly tableId: string;
  readonly shareLinkId: string;
  /** On the asset. */
  readonly commentId: string;
  /** Open, with everything sent. */
  readonly uploadId: string;
  readonly webhookId: string;
  /** Delivered already. */
  readonly deliveryId: string;
  readonly invitationId: string;
  readonly apiKeyId: string;
  /** READY, of the kinds that presets take. */
  readonly fontAssetId: string;
  readonly logoAssetId: string;
  readonly musicAssetId: string;
  readonly presetId: string;
  /** Writes a script, and has no variables. */
  readonly templateId: string;
  /** With two scenes and one version. */
  readonly projectId: string;
  readonly sceneId: string;
  readonly otherSceneId: string;
  /** RUNNING, with a failed row. */
  readonly batchId: string;
  /** A bucket. */
  readonly channelId: string;
  readonly publicationId: string;
  /** PAUSED, with a run that was skipped. */
  readonly seriesId: string;
  readonly seriesRunId: string;
  /** AVAILABLE, given by the owner. */
  readonly slotId: string;
  /** PENDING, for the owner to confirm, with the viewer as taker. */
  readonly pendingSlotId: string;
  /** Of the owner. */
  readonly calendarFeedId: string;
  /** Another one of the same owner. */
  readonly deletedWorkspaceId: string;
  /** Of the owner, unread. */
  readonly notificationId: string;
}

export async function makeWorld(engine: Engine): Promise<World> {
  const tenant = await makeTenant(engine);
  const { workspaceId } = tenant;
  const { userId: viewerId } = await makeMember(engine, tenant, 'VIEWER');
  const [assetId, deliveryId, uploadId] = [newId(), newId(), newId()];
  const jobId = await makeJob(engine, tenant, looseSteps(1));
  const failedJobId = await makeJob(engine, tenant, looseSteps(1));
  await engine.owner(`update job_steps set status = 'FAILED', dispatched_at = null where job_id = $1`, [failedJobId]);
  await engine.owner(`update jobs set status = 'FAILED', finished_at = now() where id = $1`, [failedJobId]);
  await engine.owner(
    `insert into assets (id, workspace_id, job_id, kind, status, name, file_name, content_type, byte_size, storage_key)
     values ($1, $2, $3, 'VIDEO', 'READY', 'a film', 'a.mp4', 'video/mp4', 1, 'key')`,
    [assetId, workspaceId, jobId],
  );
  const [pictureId, recordingId, tableId] = [newId(), newId(), newId()];
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
     values ($1, $3, 'IMAGE', 'READY', 'a picture', 'b.png', 'image/png', 1, 'picture'),
       ($4, $3, 'DOCUMENT', 'READY', 'a table', 'b.jsonl', 'application/x-ndjson', 1, 'table'),
       ($2, $3, 'AUDIO', 'READY', 'a recording', 'b.wav', 'audio/wav', 1, 'recording')`,
    [pictureId, recordingId, workspaceId, tableId],
  );
  await engine.owner('insert into showcase_consents (id, workspace_id, asset_id, given_at) values (uuidv7(), $1, $2, now())', [
    workspaceId,
    pictureId,
  ]);
  const shareLink = await request(engine, tenant.actor, (scope) => engine.shares.create(scope, { assetId }));
  const comment = await request(engine, tenant.actor, (scope) => engine.comments.create(scope, { assetId, text: 'Mine.' }));
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
     values ($1, $2, 'IMAGE', 'PENDING', 'a picture', 'a.png', 'image/png', 1, 'another key')`,
    [uploadId, workspaceId],
  );
  await engine.owner(`insert into upload_sessions (id, workspace_id, part_size, store_id) values ($1, $2, 1, 'one')`, [
    uploadId,
    workspaceId,
  ]);
  const { webhook } = await request(engine, tenant.actor, (scope) =>
    engine.webhooks.create(scope, { workspaceId, url: 'http://127.0.0.1:9999/' }),
  );
  await engine.owner(
    `insert into webhook_deliveries (id, workspace_id, webhook_id, type, event, status) values ($1, $2, $3, 'TEST', '{}', 'DELIVERED')`,
    [deliveryId, workspaceId, webhook.id],
  );
  const email = faker.internet.email({ provider: 'example.test' });
  const invitation = await request(engine, tenant.actor, (scope) =>
    engine.invitations.invite(scope, { workspaceId, email, role: 'EDITOR' }),
  );
  const expiresAt = new Date(Date.now() + 86_400_000);
  const { apiKey } = await request(engine, tenant.actor, (scope) =>
    engine.apiKeys.create(scope, { workspaceId, name: 'nightly', role: 'EDITOR', expiresAt }),
  );
  const brand = await makeBrandAssets(engine, workspaceId);
  const preset = await request(engine, tenant.actor, (scope) => engine.presets.create(scope, { workspaceId, name: 'a preset' }));
  const template = await request(engine, tenant.actor, (scope) =>
    engine.templates.create(scope, { workspaceId, name: 'a template', writes: 'SCRIPT', text: 'Mine.' }),
  );
  const project = await makeProject(engine, tenant, [{ narration: 'One.', visualAssetId: pictureId }, { narration: 'Two.' }]);
  const batch = await request(engine, tenant.actor, (scope) =>
    engine.batches.create(scope, { workspaceId, name: 'a batch', templateId: template.id, items: [{}, {}] }),
  );
  const series = await request(engine, tenant.actor, async (scope) => {
    const times = { cron: '0 9 * * *', timeZone: 'UTC', templateId: template.id, itemsAssetId: tableId };
    const { id } = await engine.series.create(scope, { workspaceId, name: 'a series', ...times });
    return engine.series.pause(scope, id);
  });
  const seriesRunId = newId();
  await engine.owner(
    `insert into series_runs (id, workspace_id, series_id, scheduled_at, state, finished_at) values ($1, $2, $3, now(), 'SKIPPED', now())`,
    [seriesRunId, workspaceId, series.id],
  );
  await engine.owner(`update batch_rows set status = 'FAILED' where batch_id = $1 and number = 1`, [batch.id]);
  const slots = await makeSlots(engine, tenant, viewerId);
  for (const provider of ['openai', 'gemini']) {
    await request(engine, tenant.actor, (scope) => engine.providerKeys.set(scope, { workspaceId, provider, key: `sk-${newId()}` }));
  }
  const [channelId, publicationId] = [newId(), newId()];
  await engine.owner(
    `insert into channels (id, workspace_id, target, name, external_id, features) values ($1::uuid, $2, 'BUCKET', 'a bucket', $1::text, '{UPLOAD,THUMBNAIL}')`,
    [channelId, workspaceId],
  );
  await engine.owner(
    `insert into publications (id, workspace_id, channel_id, asset_id, title, description, requested_privacy, captions, made_for_kids, synthetic_media)
     values ($1, $2, $3, $4, 'a film', '', 'PRIVATE', false, false, true)`,
    [publicationId, workspaceId, channelId, assetId],
  );
  const second = await request(engine, tenant.actor, (scope) => engine.workspaces.create(scope, { name: 'Deleted' }));
  await engine.workspaces.delete(second.scope, second.workspace.id);
  await second.scope.close();
  const notificationId = newId();
  await engine.owner(
    `insert into notifications (id, user_id, workspace_id, kind, event_key, subject_id, params, in_app)
     values ($1, $2, $3, 'JOB_COMPLETED', 'world', $4, '{"workspace": "Mine", "title": "a film"}', true)`,
    [notificationId, tenant.userId, workspaceId, jobId],
  );
  return {
    ...{ ...tenant, viewerId, jobId, failedJobId, assetId, uploadId, webhookId: webhook.id, deliveryId },
    ...slots,
    ...{ ...tenant, notificationId, viewerId, jobId, failedJobId, assetId, uploadId, webhookId: webhook.id, deliveryId },
    ...{ ...project, pictureId, recordingId, tableId },
    ...{
      shareLinkId: shareLink.id,
      commentId: comment.id,
      invitationId: invitation.id,
      apiKeyId: apiKey.id,
      deletedWorkspaceId: second.workspace.id,
    },
    ...{ ...brand, presetId: preset.id, templateId: template.id, batchId: batch.id, channelId, publicationId },
    ...{ seriesId: series.id, seriesRunId },
  };
}

async function makeSlots(engine: Engine, { actor, userId, workspaceId }: Tenant, viewerId: string) {
  const [slotId, pendingSlotId] = [newId(), newId()];
  await engine.owner(
    `insert into slots (id, workspace_id, series_id, status, giver_id, taker_id, starts_at, ends_at, time_zone, title, created_as)
     select id, $3, id, status, $4, taker, now() + days, now() + days + interval '1 hour', 'UTC', 'a slot', 'SYSTEM'
     from (values ($1::uuid, 'AVAILABLE', null, interval '1 day'), ($2::uuid, 'PENDING', $5::uuid, interval '2 days')) s (id, status, taker, days)`,
    [slotId, pendingSlotId, workspaceId, userId, viewerId],
  );
  const { feed } = await request(engine, actor, (scope) => engine.calendars.create(scope, { name: 'a calendar' }));
  return { slotId, pendingSlotId, calendarFeedId: feed.id };
}

/** A project with these scenes, the first two of which are named, and a version of that state. */
async function makeProject(engine: Engine, { actor, userId, workspaceId }: Tenant, scenes: readonly GivenScene[]) {
  const { id: projectId } = await request(engine, actor, (scope) =>
    engine.projects.create(scope, { workspaceId, name: 'A project', brief: 'What it is about.' }),
  );
  const ids: string[] = [];
  for (const scene of scenes) ids.push((await request(engine, actor, (scope) => engine.scenes.add(scope, { ...scene, projectId }))).id);
  await request(engine, actor, (scope) => scope.tx((em) => engine.versions.take(em, projectId, userId)));
  const [sceneId = '', otherSceneId = ''] = ids;
  return { projectId, sceneId, otherSceneId };
}

/** Files as ingest leaves them. */
async function makeBrandAssets(engine: Engine, workspaceId: string) {
  const ready = async (kind: string): Promise<string> => {
    const id = newId();
    await engine.owner(
      `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
       values ($1::uuid, $2, $3, 'READY', 'brand', 'brand', 'none/none', 1, $1::text)`,
      [id, workspaceId, kind],
    );
    return id;
  };
  return { fontAssetId: await ready('FONT'), logoAssetId: await ready('IMAGE'), musicAssetId: await ready('AUDIO') };
}

/** Somebody else with that role in the workspace, as a request of theirs begins. */
export async function makeMember(engine: Engine, { workspaceId }: Pick<Tenant, 'workspaceId'>, role: Role): Promise<Tenant['actor']> {
  const person = await makePerson(engine);
  await engine.owner('insert into memberships (workspace_id, user_id, role) values ($1, $2, $3)', [workspaceId, person.userId, role]);
  return current(engine, person);
}

/** A program with a key of that role, made by the workspace's owner, as a request of its begins. */
export async function makeKey(engine: Engine, { actor, workspaceId }: Tenant, role: Role): Promise<Actor> {
  const expiresAt = new Date(Date.now() + 3_600_000);
  const input = { workspaceId, name: 'a program', role, expiresAt };
  const { secret } = await request(engine, actor, (scope) => engine.apiKeys.create(scope, input));
  return engine.apiKeys.authenticate(scopeOf(engine, { kind: 'anonymous' }), secret ?? '');
}

/** Somebody with an account and a session, and no workspace. */
export async function makePerson(engine: Engine, email = `${newId()}@example.test`): Promise<Tenant['actor']> {
  const [userId, sessionId] = [newId(), newId()];
  await engine.owner(
    `insert into users (id, email, email_key, name, password_hash, email_verified_at) values ($1, $2, lower($2), $3, 'none', now())`,
    [userId, email, faker.person.fullName()],
  );
  await engine.owner(`insert into sessions (id, user_id, expires_at) values ($1, $2, now() + interval '1 day')`, [sessionId, userId]);
  return current(engine, { sessionId });
}

/** The person as they stand now: what the next request of theirs begins with. */
export const current = (engine: Engine, { sessionId }: Pick<Tenant['actor'], 'sessionId'>): Promise<Tenant['actor']> =>
  engine.identity.revalidate(scopeOf(engine, { kind: 'anonymous' }), sessionId);
