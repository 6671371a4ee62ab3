import { beforeAll, describe, expect, test } from 'vitest';
import { AssetEntity } from '../../../../src/features/assets/asset.entity.ts';
import { JobEntity } from '../../../../src/features/jobs/job/job.entity.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import { begin, looseSteps, makeJob, makeTenant, useEngine, scopeOf, type Tenant } from '../../../support/engine.ts';
import { query } from '../../../support/postgres.ts';

const engine = useEngine();
let mine: Tenant;
let theirs: Tenant;
/** Every table of the schema that is ours, with the columns that must be filled; from the catalogue, so that a new table is never forgotten. */
let tables: { name: string; tenant: boolean }[];

beforeAll(async () => {
  [mine, theirs] = [await makeTenant(engine), await makeTenant(engine)];
  for (const tenant of [mine, theirs]) await fillEveryTable(tenant);
  tables = await engine.owner<{ name: string; tenant: boolean }>(
    `select c.relname as name,
       -- A notification belongs to a person, whatever workspace it is about.
       c.relname <> 'notifications' and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id') as tenant
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     -- Plans are offered to everybody; the showcase and the installation belong to administrators, whose tests look at them.
     and c.relname not in ('plans', 'showcase_items', 'trial_images', 'installation_spend', 'installation_provider_keys') and has_table_privilege('reelwright_app', c.oid, 'select')`,
  );
});

interface Film {
  readonly workspaceId: string;
  readonly userId: string;
  readonly assetId: string;
  readonly jobId: string;
}

async function fillPublishing({ workspaceId, userId, assetId, jobId }: Film): Promise<void> {
  const [channelId, seriesId] = [newId(), newId()];
  await engine.owner(
    `insert into channels (id, workspace_id, target, name, external_id, features) values ($1::uuid, $2, 'BUCKET', 'a bucket', $1::text, '{UPLOAD}')`,
    [channelId, workspaceId],
  );
  await engine.owner(
    `insert into channel_authorizations (state_hash, workspace_id, user_id, session_id, verifier, redirect_uri, expires_at)
     values ($1, $2, $3, gen_random_uuid(), 'encrypted', 'https://a.test', now())`,
    [newId(), workspaceId, userId],
  );
  await engine.owner(
    `insert into publications (id, workspace_id, channel_id, asset_id, job_id, title, description, requested_privacy, captions, made_for_kids, synthetic_media)
     values ($1, $2, $3, $4, $5, 'a film', '', 'PRIVATE', false, false, true)`,
    [newId(), workspaceId, channelId, assetId, jobId],
  );
  await engine.owner(`insert into series (id, workspace_id, name, cron, time_zone) values ($1, $2, 'a series', '0 9 * * *', 'UTC')`, [
    seriesId,
    workspaceId,
  ]);
  await engine.owner(
    `insert into series_runs (id, workspace_id, series_id, scheduled_at, state, finished_at) values ($1, $2, $3, now(), 'SKIPPED', now())`,
    [newId(), workspaceId, seriesId],
  );
  await engine.owner(`insert into series_items (series_id, key, workspace_id) values ($1, 'key', $2)`, [seriesId, workspaceId]);
}

/** At least one row of each kind for a tenant. */
async function fillEveryTable({ userId, workspaceId, actor }: Tenant): Promise<void> {
  const [step] = looseSteps(1);
  if (!step) throw new Error('one step was asked for');
  await engine.owner(
    `insert into webhooks (id, workspace_id, url, types, secret) values ($1, $2, 'https://example.test', '{JOB_STATUS}', 'encrypted')`,
    [newId(), workspaceId],
  );
  await engine.owner(
    `insert into api_keys (id, workspace_id, name, role, prefix, hash, created_by, expires_at)
     values ($1, $2, 'a key', 'VIEWER', 'rwk_', $3, $4, now() + interval '1 day')`,
    [newId(), workspaceId, newId(), userId],
  );
  await engine.owner(`insert into second_factors (user_id, secret) values ($1, 'encrypted')`, [userId]);
  await engine.owner(`insert into recovery_codes (user_id, hash) values ($1, 'hash')`, [userId]);
  await engine.owner(`insert into linked_accounts (issuer, subject, user_id) values ('https://issuer.test', $1, $2)`, [newId(), userId]);
  const assetId = newId();
  const jobId = await makeJob(engine, { userId, workspaceId, actor }, [step]);
  await begin(engine, { userId, workspaceId, actor }, jobId, step.id);
  await engine.owner(`insert into former_memberships values ($1, $2, 'VIEWER', now())`, [workspaceId, userId]);
  await engine.owner(
    `insert into invitations (id, workspace_id, email, email_key, role, token_hash, expires_at) values ($1, $2, 'a', 'a', 'VIEWER', $3, now())`,
    [newId(), workspaceId, newId()],
  );
  await engine.owner(`insert into sessions (id, user_id, expires_at) values ($1, $2, now() + interval '1 day')`, [actor.sessionId, userId]);
  await engine.owner('insert into refresh_tokens (hash, session_id, user_id) values ($1, $2, $3)', [newId(), actor.sessionId, userId]);
  await engine.owner(
    `insert into audit_events (id, workspace_id, actor_kind, user_id, request_id, action, subject_id)
     values ($1, $2, 'PERSON', $3, 'request', 'test', $1)`,
    [newId(), workspaceId, userId],
  );
  await engine.owner(`insert into account_tokens (hash, user_id, purpose, expires_at) values ($1, $2, 'VERIFY_EMAIL', now())`, [
    newId(),
    userId,
  ]);
  await engine.owner(
    `insert into audit_events (id, workspace_id, actor_kind, user_id, request_id, action, subject_id)
     values ($1, $2, 'PERSON', $3, 'request', 'test', $1)`,
    [newId(), workspaceId, userId],
  );
  await engine.owner(`insert into idempotency_keys values ($1, 'test', 'key', 'hash', $2)`, [workspaceId, newId()]);
  await engine.owner(
    `insert into audit_events (id, workspace_id, actor_kind, user_id, request_id, action, subject_id) values ($1, $2, 'PERSON', $3, 'test', 'test', $1)`,
    [newId(), workspaceId, userId],
  );
  await engine.owner(
    `insert into artifacts (id, workspace_id, hash, storage_key, content_type, byte_size, metadata) values ($1, $2, $3, 'key', 'text/plain', 1, '{}')`,
    [newId(), workspaceId, newId()],
  );
  await engine.owner(
    `insert into assets (id, workspace_id, job_id, kind, status, name, file_name, content_type, byte_size, storage_key)
     values ($1, $2, $3, 'VIDEO', 'READY', 'a film', 'a.mp4', 'video/mp4', 1, 'key')`,
    [assetId, workspaceId, jobId],
  );
  await engine.owner(
    `insert into upload_sessions (id, workspace_id, part_size) select id, workspace_id, 1 from assets where workspace_id = $1`,
    [workspaceId],
  );
  await engine.owner('insert into asset_uses (workspace_id, job_id, asset_id) values ($1, $2, $3)', [workspaceId, jobId, assetId]);
  const linkId = newId();
  await engine.owner('insert into share_links (id, workspace_id, asset_id, token_hash) values ($1, $2, $3, $4)', [
    linkId,
    workspaceId,
    assetId,
    newId(),
  ]);
  await engine.owner(
    `insert into review_sessions (id, workspace_id, share_link_id, name, token_hash, expires_at) values ($1, $2, $3, 'a reviewer', $4, now() + interval '1 day')`,
    [newId(), workspaceId, linkId, newId()],
  );
  await engine.owner(`insert into comments (id, workspace_id, asset_id, text, created_by) values ($1, $2, $3, 'a comment', $4)`, [
    newId(),
    workspaceId,
    assetId,
    userId,
  ]);
  await engine.owner(`insert into profile_picture_uploads (user_id, id, byte_size, upload_key, store_id) values ($1, $2, 1, 'key', 'id')`, [
    userId,
    newId(),
  ]);
  await engine.owner('insert into showcase_consents (id, workspace_id, asset_id, given_at) values ($1, $2, $3, now())', [
    newId(),
    workspaceId,
    assetId,
  ]);
  await engine.owner(`insert into callback_secrets (workspace_id, secret) values ($1, 'encrypted')`, [workspaceId]);
  await engine.owner(`insert into presets (id, workspace_id, name) values ($1, $2, 'a preset')`, [newId(), workspaceId]);
  await engine.owner(
    `insert into prompt_templates (id, workspace_id, name, writes, text) values ($1, $2, 'a template', 'SCRIPT', 'Words.')`,
    [newId(), workspaceId],
  );
  const batchId = newId();
  await engine.owner(`insert into batches (id, workspace_id, name, source, credits_reserved) values ($1, $2, 'a batch', '{}', 1)`, [
    batchId,
    workspaceId,
  ]);
  await engine.owner(`insert into batch_rows (batch_id, number, workspace_id, variables, credits) values ($1, 1, $2, '{}', 1)`, [
    batchId,
    workspaceId,
  ]);
  await engine.owner(
    `insert into provider_attempts (id, workspace_id, job_id, step_id, key, kind, provider, model, is_free) values ($1, $2, $3, $4, '', 'SPEECH', 'a vendor', '', true)`,
    [newId(), workspaceId, jobId, step.id],
  );
  await engine.owner('insert into spend_limits (workspace_id, micros) values ($1, 1)', [workspaceId]);
  await engine.owner(`insert into spend_months (workspace_id, month) values ($1, '2026-11-01')`, [workspaceId]);
  await engine.owner(`insert into provider_keys (workspace_id, provider, key, hint) values ($1, 'openai', 'encrypted', '1234')`, [
    workspaceId,
  ]);
  await engine.owner(
    `insert into provider_key_circuits (workspace_id, provider, kind, failures, failure, failed_at) values ($1, 'openai', 'SCRIPT', 1, 'TIMEOUT', now())`,
    [workspaceId],
  );
  await engine.owner('insert into stripe_customers (customer_id, workspace_id) values ($1, $2)', [newId(), workspaceId]);
  await engine.owner(
    `insert into checkouts (id, workspace_id, credits, price_id, success_url, cancel_url) values ($1, $2, 100, 'price', 'https://a.test', 'https://a.test')`,
    [newId(), workspaceId],
  );
  await engine.owner(
    `insert into subscriptions (id, workspace_id, stripe_id, status, cancel_at_period_end, started_at, read_number)
     values ($1, $2, $3, 'ACTIVE', false, now(), 1)`,
    [newId(), workspaceId, newId()],
  );
  await engine.owner(
    `insert into invoices (id, workspace_id, stripe_id, status, amount_due, amount_paid, currency, issued_at, read_number)
     values ($1, $2, $3, 'PAID', 1, 1, 'usd', now(), 1)`,
    [newId(), workspaceId, newId()],
  );
  await engine.owner(`insert into workspace_plans (workspace_id, plan) values ($1, 'standard') on conflict do nothing`, [workspaceId]);
  const projectId = newId();
  await engine.owner(
    `insert into projects (id, workspace_id, name, language, aspect_ratio) values ($1, $2, 'a project', 'en', 'SQUARE_1_1')`,
    [projectId, workspaceId],
  );
  await engine.owner(`insert into scenes (id, workspace_id, project_id, order_key) values ($1, $2, $3, 'a0')`, [
    newId(),
    workspaceId,
    projectId,
  ]);
  await engine.owner(
    `insert into slots (id, workspace_id, series_id, status, giver_id, starts_at, ends_at, time_zone, title, created_as)
     values ($1::uuid, $2, $1, 'AVAILABLE', $3, now(), now() + interval '1 hour', 'UTC', 'a slot', 'GIVER')`,
    [newId(), workspaceId, userId],
  );
  await engine.owner(`insert into calendar_feeds (id, user_id, name, secret_hash) values ($1, $2, 'a feed', $3)`, [
    newId(),
    userId,
    newId(),
  ]);
  await fillPublishing({ workspaceId, userId, assetId, jobId });
  await engine.owner(
    `insert into notifications (id, user_id, workspace_id, kind, event_key, params, in_app) values ($1, $2, $3, 'JOB_COMPLETED', 'key', '{}', true)`,
    [newId(), userId, workspaceId],
  );
  await engine.owner(`insert into notification_settings (user_id, kind, channel) values ($1, 'JOB_COMPLETED', 'OFF')`, [userId]);
  await engine.owner('insert into notification_cursors (workspace_id) values ($1) on conflict do nothing', [workspaceId]);
  await engine.owner(`insert into project_versions (project_id, number, workspace_id, document) values ($1, 1, $2, '{}')`, [
    projectId,
    workspaceId,
  ]);
}

/** Which rows of a table somebody sees, as the ids of workspaces or people that own them. */
async function seen(actor: Actor, table: string, owner: string): Promise<string[]> {
  const rows = await scopeOf(engine, actor).tx((em) => em.execute<{ owner: string }[]>(`select distinct ${owner} as owner from ${table}`));
  return rows.map((row) => row.owner);
}

const ownerColumn = (table: { name: string; tenant: boolean }): string => {
  if (table.tenant) return 'workspace_id';
  return table.name === 'users' || table.name === 'workspaces' ? 'id' : 'user_id';
};

describe('every table, by the catalogue', () => {
  test('has forced row security, a policy, and rows in this test', async () => {
    const guarded = await engine.owner<{ name: string }>(
      `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relrowsecurity and c.relforcerowsecurity
       and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'visible')`,
    );
    expect(guarded.map(({ name }) => name)).toEqual(expect.arrayContaining(tables.map(({ name }) => name)));
    for (const { name } of tables) expect(await engine.owner(`select 1 from ${name} limit 2`), name).toHaveLength(2);
  });

  test('shows a person what is theirs and nothing else', async () => {
    for (const table of tables) {
      const own = ownerColumn(table) === 'workspace_id' || table.name === 'workspaces' ? mine.workspaceId : mine.userId;
      expect(await seen(mine.actor, table.name, ownerColumn(table)), table.name).toEqual([own]);
    }
  });

  test('shows the engine, working for one workspace, nothing of another', async () => {
    for (const table of tables.filter(({ tenant }) => tenant)) {
      expect(await seen({ kind: 'worker', workspaceId: theirs.workspaceId }, table.name, 'workspace_id'), table.name).toEqual([
        theirs.workspaceId,
      ]);
    }
  });

  test('shows nothing to nobody, and nothing to a session that names nobody', async () => {
    for (const table of tables) {
      expect(await seen({ kind: 'anonymous' }, table.name, ownerColumn(table)), table.name).toEqual([]);
      expect(await query(engine.urls.applicationUrl, `select 1 from ${table.name}`), table.name).toEqual([]);
    }
  });

  test('refuses to move its rows into another workspace, and updates none of another', async () => {
    const move = (table: string) =>
      scopeOf(engine, mine.actor).tx((em) => em.execute(`update ${table} set workspace_id = ?`, [theirs.workspaceId]));
    const updatable = await engine.owner<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
       where c.relnamespace = 'public'::regnamespace and has_table_privilege('reelwright_app', c.oid, 'update')`,
    );
    expect(updatable.length).toBeGreaterThan(3);
    for (const { name } of updatable) await expect(move(name), name).rejects.toMatchObject({ code: '42501' });
    const touched = await scopeOf(engine, mine.actor).tx((em) =>
      em.execute<object[]>(`update jobs set title = 'taken' where workspace_id = ? returning id`, [theirs.workspaceId]),
    );
    expect(touched).toEqual([]);
  });
});

describe('what is not mine', () => {
  test('is invisible to the ORM and to Kysely too', async () => {
    const scope = scopeOf(engine, mine.actor);
    const jobs = await scope.read((em) => em.find(JobEntity, {}));
    expect(jobs.map(({ workspaceId }) => workspaceId)).toEqual([mine.workspaceId]);
    const assets = await scope.read((em) => em.find(AssetEntity, { workspaceId: theirs.workspaceId }));
    expect(assets).toEqual([]);
    const rows = await scope.tx((em) =>
      em.getKysely<{ jobs: { id: string; workspace_id: string } }>().selectFrom('jobs').select('workspace_id').execute(),
    );
    expect(rows).toEqual([{ workspace_id: mine.workspaceId }]);
    await scope.close();
  });

  test.each([
    'jobs',
    'artifacts',
    'assets',
    'asset_uses',
    'share_links',
    'upload_sessions',
    'idempotency_keys',
    'job_events',
    'memberships',
    'workspace_events',
    'credit_movements',
    'credit_entries',
    'webhooks',
    'webhook_deliveries',
    'api_keys',
    'former_memberships',
    'invitations',
  ])('cannot be inserted: %s', async (table) => {
    const columns = await engine.owner<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
      [table],
    );
    const names = columns.map(({ name }) => name).filter((name) => name !== 'workspace_id');
    // A copy of a row of mine, in all but the workspace.
    const copy = `insert into ${table} (workspace_id, ${names.join(', ')}) select ?, ${names.join(', ')} from ${table} limit 1`;
    await expect(scopeOf(engine, mine.actor).tx((em) => em.execute(copy, [theirs.workspaceId]))).rejects.toMatchObject({ code: '42501' });
  });

  test('cannot be referred to: a step cannot be given to a job of another workspace', async () => {
    const [foreign] = await engine.owner<{ id: string }>('select id from jobs where workspace_id = $1', [theirs.workspaceId]);
    const insert = scopeOf(engine, mine.actor).tx((em) =>
      em.execute(`insert into job_steps (id, workspace_id, job_id, name, weight) values (?, ?, ?, 'SCRIPT', 1)`, [
        newId(),
        mine.workspaceId,
        foreign?.id,
      ]),
    );
    await expect(insert).rejects.toMatchObject({ code: '23503' });
  });

  test('a fellow member is seen, but not changed', async () => {
    const fellow = await makeTenant(engine);
    await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'VIEWER')`, [
      mine.workspaceId,
      fellow.userId,
    ]);
    expect(await seen(mine.actor, 'users', 'id')).toEqual(expect.arrayContaining([mine.userId, fellow.userId]));
    const changed = await scopeOf(engine, mine.actor).tx((em) =>
      em.execute<object[]>(`update users set password_hash = 'mine now' where id = ? returning id`, [fellow.userId]),
    );
    expect(changed).toEqual([]);
    await engine.owner('delete from memberships where user_id = $1 and workspace_id = $2', [fellow.userId, mine.workspaceId]);
  });
});

describe('the application role', () => {
  test('owns nothing and cannot pass row security by', async () => {
    const owned = await query(engine.urls.applicationUrl, `select oid from pg_class where relowner = current_user::regrole`);
    expect(owned).toEqual([]);
    await expect(query(engine.urls.applicationUrl, 'set row_security = off; select * from jobs')).rejects.toMatchObject({ code: '42501' });
    await expect(query(engine.urls.applicationUrl, 'alter table jobs disable row level security')).rejects.toMatchObject({ code: '42501' });
    await expect(query(engine.urls.applicationUrl, 'drop policy visible on jobs')).rejects.toMatchObject({ code: '42501' });
    await expect(query(engine.urls.applicationUrl, 'set role postgres')).rejects.toMatchObject({ code: '42501' });
    await expect(query(engine.urls.applicationUrl, 'truncate jobs cascade')).rejects.toMatchObject({ code: '42501' });
  });

  test('adds to the log of events and never changes it', async () => {
    const change = (sql: string) => scopeOf(engine, mine.actor).tx((em) => em.execute(sql));
    await expect(change(`update job_events set message = 'never happened'`)).rejects.toMatchObject({ code: '42501' });
    await expect(change('delete from job_events')).rejects.toMatchObject({ code: '42501' });
  });
});

test('settings never leak between pooled connections: 200 interleaved scopes of five tenants', async () => {
  const tenants = [mine, theirs, await makeTenant(engine), await makeTenant(engine), await makeTenant(engine)];
  const looks = Array.from({ length: 200 }, async (_, index) => {
    const tenant = tenants[index % tenants.length] ?? mine;
    const scope = scopeOf(engine, index % 7 === 0 ? { kind: 'anonymous' } : tenant.actor);
    const look = index % 2 === 0 ? scope.read.bind(scope) : scope.tx.bind(scope);
    const rows = await look((em) => em.execute<{ id: string }[]>('select id, pg_sleep(0.001) from workspaces'));
    await scope.close();
    expect(rows.map(({ id }) => id)).toEqual(index % 7 === 0 ? [] : [tenant.workspaceId]);
  });
  await Promise.all(looks);
  // And a connection that goes back to the pool remembers nobody.
  const left = await query(engine.urls.applicationUrl, `select current_setting('app.workspace_ids', true) as ids`);
  expect(left).toEqual([{ ids: null }]);
});
