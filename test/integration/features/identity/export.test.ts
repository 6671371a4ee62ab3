import { expect, test } from 'vitest';
import { useEngine, request, scopeOf } from '../../../support/engine.ts';
import { makeWorld } from '../../../support/world.ts';

const engine = useEngine();

/** Where the export shows the rows of each column that refers to a person. A new column is a new line here. */
const SHOWN: Readonly<Record<string, string | undefined>> = {
  'account_tokens.user_id': 'emailTokens',
  // A view of the audit log.
  'admin_audit_events.user_id': 'auditEvents',
  'administrators.user_id': 'administratorSince',
  'api_keys.created_by': 'apiKeys',
  'assets.created_by': 'assets',
  'audit_events.user_id': 'auditEvents',
  'batches.created_by': 'batches',
  'calendar_feeds.user_id': 'calendarFeeds',
  'callback_secrets.created_by': 'callbackSecrets',
  // Begun connections last minutes; what became of them is in the audit log.
  'channel_authorizations.user_id': 'auditEvents',
  'channels.created_by': 'auditEvents',
  'checkouts.created_by': 'auditEvents',
  'comments.created_by': 'comments',
  'former_memberships.user_id': 'formerMemberships',
  // What an administrator does with keys of the installation is in the audit log.
  'installation_provider_keys.created_by': 'auditEvents',
  'invitations.created_by': 'invitationsSent',
  'invitations.invited_by': 'invitationsSent',
  'jobs.created_by': 'jobs',
  'linked_accounts.user_id': 'linkedAccounts',
  // Who made somebody else a member, and who made a workspace, is an event of the audit log.
  'memberships.created_by': 'auditEvents',
  'memberships.user_id': 'memberships',
  'notification_settings.user_id': 'notificationSettings',
  'notifications.user_id': 'notifications',
  'presets.created_by': 'presets',
  'profile_picture_uploads.user_id': 'profilePicture',
  'project_versions.created_by': 'projectVersions',
  'projects.created_by': 'projects',
  'prompt_templates.created_by': 'promptTemplates',
  'provider_keys.created_by': 'providerKeys',
  // Each publication is a job of the person.
  'publications.created_by': 'jobs',
  // Counted with the second factor, whose codes are hashes.
  'recovery_codes.user_id': 'secondFactor',
  // Parts of sessions: hashes and times.
  'refresh_tokens.user_id': 'sessions',
  'scenes.created_by': 'scenes',
  'second_factors.user_id': 'secondFactor',
  'series.created_by': 'auditEvents',
  'series_runs.created_by': 'auditEvents',
  'sessions.user_id': 'sessions',
  'share_links.created_by': 'shareLinks',
  // Consents are changes of the workspace; what administrators show is one of the installation.
  'showcase_consents.created_by': 'auditEvents',
  'showcase_items.created_by': 'auditEvents',
  'slots.created_by': 'slots',
  'spend_limits.created_by': 'auditEvents',
  // Why an administrator suspended somebody is for administrators; that it happened is in the audit log.
  'suspensions.user_id': 'auditEvents',
  'trial_images.created_by': 'auditEvents',
  'webhooks.created_by': 'webhooks',
  'workspaces.created_by': 'auditEvents',
  // Marks the first workspace until the credits come; it is among the memberships.
  'workspaces.signup_credits_for': 'memberships',
};

test('an export shows every table that refers to a person, with their rows and no secret', async () => {
  const columns = await engine.owner<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type = 'uuid'
       and column_name in ('user_id', 'created_by', 'invited_by', 'signup_credits_for') order by 1`,
  );
  expect(columns.map(({ name }) => name)).toEqual(Object.keys(SHOWN));

  const world = await makeWorld(engine);
  const { userId, assetId } = world;
  await engine.owner('insert into sessions (id, user_id, expires_at) values ($1, $2, now())', [world.actor.sessionId, userId]);
  await engine.owner('update assets set created_by = $1 where id = $2', [userId, assetId]);
  await engine.owner(`insert into administrators (user_id) values ($1)`, [userId]);
  await engine.owner(`insert into notification_settings (user_id, kind, channel) values ($1, 'JOB_COMPLETED', 'OFF')`, [userId]);
  await engine.owner(
    `insert into notifications (id, user_id, workspace_id, kind, event_key, params, in_app) values (uuidv7(), $1, $2, 'JOB_COMPLETED', 'key', '{}', true)`,
    [userId, world.workspaceId],
  );
  await engine.owner(`insert into linked_accounts (issuer, subject, user_id) values ('https://issuer.test', 'subject-1', $1)`, [userId]);
  await engine.owner(
    `insert into profile_picture_uploads (user_id, id, byte_size, upload_key, store_id) values ($1, uuidv7(), 100, 'a key', 'an id')`,
    [userId],
  );
  await engine.owner(`insert into second_factors (user_id, secret, confirmed_at) values ($1, 'an encrypted secret', now())`, [userId]);
  await engine.owner(`insert into recovery_codes (user_id, hash) values ($1, 'hash of a code')`, [userId]);
  await engine.owner(
    `insert into account_tokens (hash, user_id, purpose, expires_at) values ('hash of a token', $1, 'RESET_PASSWORD', now() + interval '1 hour')`,
    [userId],
  );
  await engine.owner(`insert into callback_secrets (workspace_id, secret, created_by) values ($1, 'an encrypted secret', $2)`, [
    world.workspaceId,
    userId,
  ]);
  const data = await request(engine, world.actor, (scope) => engine.profiles.exportData(scope));
  for (const key of new Set(Object.values(SHOWN))) {
    const shown = data[key ?? ''];
    expect(Array.isArray(shown) ? shown.length : shown, key).toBeTruthy();
  }
  expect(data).toMatchObject({
    profilePicture: { url: null, status: 'OPEN', byteSize: 100 },
    apiKeys: [{ id: world.apiKeyId, name: 'nightly' }],
    assets: [{ id: assetId, name: 'a film' }],
    formerMemberships: [{ workspaceId: world.deletedWorkspaceId, role: 'OWNER' }],
    invitationsSent: [{ id: world.invitationId, status: 'PENDING' }],
    jobs: expect.arrayContaining([expect.objectContaining({ id: world.jobId, input: {} })]) as object[],
    linkedAccounts: [{ issuer: 'https://issuer.test', subject: 'subject-1' }],
    secondFactor: { recoveryCodesLeft: 1 },
    shareLinks: [{ id: world.shareLinkId, assetId }],
    webhooks: [{ id: world.webhookId }],
    omitted: {},
  });
  const text = JSON.stringify(data);
  for (const secret of ['an encrypted secret', 'hash of a code', 'hash of a token', 'tokenHash', 'passwordHash'])
    expect(text).not.toContain(secret);
});

test('an export shows the invitations that wait for a verified address, and nothing of other people', async () => {
  const [mine, theirs] = [await makeWorld(engine), await makeWorld(engine)];
  const [user] = await engine.owner<{ email: string }>('update users set email_key = lower(email) where id = $1 returning email', [
    mine.userId,
  ]);
  const invite = { workspaceId: theirs.workspaceId, email: user?.email ?? '', role: 'VIEWER' as const };
  const { id } = await request(engine, theirs.actor, (scope) => engine.invitations.invite(scope, invite));
  const invitationsReceived = async () =>
    (await request(engine, mine.actor, (scope) => engine.profiles.exportData(scope)))['invitationsReceived'];
  expect(await invitationsReceived()).toMatchObject([{ id, role: 'VIEWER' }]);
  await engine.owner('update users set email_verified_at = null where id = $1', [mine.userId]);
  expect(await invitationsReceived()).toEqual([]);
  const data = await request(engine, mine.actor, (scope) => engine.profiles.exportData(scope));
  for (const other of [theirs.userId, theirs.jobId, theirs.assetId, theirs.apiKeyId]) expect(JSON.stringify(data)).not.toContain(other);
});

test('an export of more than it may hold says how much it leaves out', async () => {
  const { actor, userId, workspaceId } = await makeWorld(engine);
  await engine.owner(
    `insert into audit_events (id, workspace_id, actor_kind, user_id, request_id, action, subject_id)
     select uuidv7(), $1::uuid, 'PERSON', $2::uuid, 'r', 'updateWorkspace', $1::uuid from generate_series(1, 10050)`,
    [workspaceId, userId],
  );
  const data = await engine.profiles.exportData(scopeOf(engine, actor));
  expect(data['auditEvents']).toHaveLength(10_000);
  expect((data['omitted'] as { auditEvents: number }).auditEvents).toBeGreaterThanOrEqual(50);
});
