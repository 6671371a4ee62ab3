import { grantCredits } from '../../src/features/billing/ledger.ts';
import { newId } from '../../src/kernel/id.ts';
import { makeTenant, workerScope, type Engine, type Tenant } from './engine.ts';

/** Workspaces, and rows of everything in each. */
export const ROWS = 20;

/** Somebody who owns twenty workspaces with twenty of everything in each, made by others. */
export async function makeRows(engine: Engine): Promise<Tenant> {
  const person = await makeTenant(engine, 'OWNER', 0);
  const sql = (text: string, params: readonly unknown[] = []): Promise<unknown> => engine.owner(text, params);
  await sql(
    `insert into workspaces (id, name, created_at) select uuidv7(), 'Workspace ' || i, now() from generate_series(1, ${ROWS - 1}) as i`,
  );
  await sql(`insert into memberships (workspace_id, user_id, role) select id, $1, 'OWNER' from workspaces on conflict do nothing`, [
    person.userId,
  ]);
  await sql(
    `insert into users (id, email, email_key, name, password_hash)
     select uuidv7(), i || '@example.test', i || '@example.test', 'Person ' || i, 'none' from generate_series(1, ${ROWS}) as i`,
  );
  await sql(
    `insert into memberships (workspace_id, user_id, role) select w.id, u.id, 'EDITOR' from workspaces w, users u where u.id <> $1`,
    [person.userId],
  );
  // One job a member; every other one waits.
  await sql(
    `insert into jobs (id, workspace_id, type, title, input, created_by, status, sequence, finished_at)
     select uuidv7(), workspace_id, 'VIDEO', 'A film', '{}', user_id, s.status, ${ROWS}, case s.status when 'COMPLETED' then now() end
     from (select *, case row_number() over () % 2 when 0 then 'COMPLETED' else 'QUEUED' end as status from memberships) s`,
  );
  await sql(
    `insert into job_steps (id, workspace_id, job_id, name, weight) select uuidv7(), workspace_id, id, name, 0.5 from jobs, unnest('{SCRIPT,DELIVER}'::text[]) as name`,
  );
  await sql(
    `insert into job_events (job_id, sequence, workspace_id, type, status, progress)
     select id, i, workspace_id, 'LOG', status, 0 from jobs, generate_series(1, ${ROWS}) as i`,
  );
  await sql(
    `insert into assets (id, workspace_id, job_id, role, kind, status, name, file_name, content_type, byte_size, storage_key, created_by)
     select uuidv7(), workspace_id, id, role, 'VIDEO', 'READY', 'A file', 'a.mp4', 'video/mp4', 1, role || id, created_by
     from jobs, unnest('{VIDEO,THUMBNAIL,CAPTIONS}'::text[]) as role`,
  );
  await sql(
    `insert into comments (id, workspace_id, asset_id, text, created_by)
     select uuidv7(), a.workspace_id, a.id, 'A comment.', m.user_id
     from (select id, workspace_id from assets order by id limit 1) a join memberships m on m.workspace_id = a.workspace_id`,
  );
  // All of a workspace's jobs and files are of one of its projects, and every project shows the same picture.
  await sql(
    `insert into projects (id, workspace_id, name, language, aspect_ratio, created_by)
     select uuidv7(), workspace_id, 'A project', 'en', 'SQUARE_1_1', user_id from memberships`,
  );
  await sql(`update jobs set project_id = (select id from projects p where p.workspace_id = jobs.workspace_id order by id desc limit 1)`);
  await sql(`update assets set project_id = jobs.project_id from jobs where jobs.id = assets.job_id`);
  await sql(
    `insert into scenes (id, workspace_id, project_id, order_key, visual_asset_id)
     select uuidv7(), p.workspace_id, p.id, 'a0', (select id from assets a where a.workspace_id = p.workspace_id order by id desc limit 1) from projects p`,
  );
  // All of a workspace's jobs are of its newest batch.
  await sql(
    `insert into batches (id, workspace_id, name, source, credits_reserved, created_by)
     select uuidv7(), workspace_id, 'A batch', '{}', 0, user_id from memberships`,
  );
  await sql(
    `insert into batch_rows (batch_id, number, workspace_id, variables, credits)
     select id, number, workspace_id, '{}', 0 from batches cross join generate_series(1, $1::int) as number`,
    [ROWS],
  );
  await sql(
    `update jobs set batch_id = (select id from batches b where b.workspace_id = jobs.workspace_id order by id desc limit 1), batch_row = n.number
     from (select id, row_number() over (partition by workspace_id)::int as number from jobs) n where n.id = jobs.id`,
  );
  await sql(
    `insert into series (id, workspace_id, name, cron, time_zone, created_by)
     select uuidv7(), workspace_id, 'A series', '0 9 * * *', 'UTC', user_id from memberships`,
  );
  await sql(
    `insert into series_runs (id, workspace_id, series_id, scheduled_at, state, finished_at, job_id)
     select uuidv7(), s.workspace_id, s.id, now() - make_interval(hours => i), 'SKIPPED', now(), null
     from (select distinct on (workspace_id) id, workspace_id from series order by workspace_id, id desc) s, generate_series(1, ${ROWS}) as i`,
  );
  await sql(
    `insert into invitations (id, workspace_id, email, email_key, role, token_hash, invited_by, expires_at)
     select uuidv7(), workspace_id, 'x', user_id, 'VIEWER', workspace_id::text || user_id, user_id, now() + interval '1 day' from memberships`,
  );
  await sql(
    `insert into api_keys (id, workspace_id, name, role, prefix, hash, created_by, expires_at)
     select uuidv7(), workspace_id, 'A key', 'VIEWER', 'rwk', workspace_id::text || user_id, user_id, now() + interval '1 day' from memberships`,
  );
  await sql(
    `insert into webhooks (id, workspace_id, url, types, secret, created_by)
     select uuidv7(), workspace_id, 'https://example.test', '{JOB_STATUS}', 'none', user_id from memberships`,
  );
  await sql(
    `insert into webhook_deliveries (workspace_id, webhook_id, type, event) select workspace_id, id, 'TEST', '{}' from webhooks, generate_series(1, ${ROWS})`,
  );
  await sql(
    `insert into audit_events (id, workspace_id, actor_kind, user_id, request_id, action, subject_id)
     select uuidv7(), workspace_id, 'PERSON', user_id, 'none', 'login', user_id from memberships`,
  );
  await sql(
    `insert into channels (id, workspace_id, target, name, external_id, features) select uuidv7(), id, 'BUCKET', 'A bucket', id::text, '{UPLOAD}' from workspaces`,
  );
  await sql(
    `insert into publications (id, workspace_id, channel_id, asset_id, job_id, title, description, requested_privacy, captions, made_for_kids, synthetic_media)
     select uuidv7(), j.workspace_id, c.id, (select a.id from assets a where a.workspace_id = j.workspace_id limit 1), j.id, 'A film', '', 'PRIVATE', false, false, true
     from jobs j join channels c using (workspace_id)`,
  );
  await sql(`insert into presets (id, workspace_id, name, created_by) select uuidv7(), workspace_id, 'A preset', user_id from memberships`);
  await sql(
    `insert into prompt_templates (id, workspace_id, name, writes, text, created_by)
     select uuidv7(), workspace_id, 'A template', 'SCRIPT', 'Words.', user_id from memberships`,
  );
  await sql(
    `insert into slots (id, workspace_id, series_id, status, giver_id, starts_at, ends_at, time_zone, title, created_by, created_as)
     select uuidv7(), workspace_id, workspace_id, 'CANCELED', user_id, now(), now() + interval '1 hour', 'UTC', 'A slot', user_id, 'GIVER' from memberships`,
  );
  await sql(
    `insert into notifications (id, user_id, workspace_id, kind, event_key, params, in_app)
     select uuidv7(), $1, id, 'JOB_COMPLETED', id::text, '{"workspace": "A workspace", "title": "A film"}', true from workspaces`,
    [person.userId],
  );
  const workspaces = await engine.owner<{ id: string }>('select id from workspaces');
  for (const { id: workspaceId } of workspaces) {
    await workerScope(engine, { workspaceId }).tx(async (em) => {
      for (let count = 0; count < ROWS / 2; count += 1) await grantCredits(em, { workspaceId, credits: 1, reason: 'test' });
    });
  }
  await engine.owner('insert into administrators (user_id) values ($1)', [person.userId]);
  const memberships = new Map(workspaces.map(({ id }) => [id, 'OWNER' as const]));
  return { ...person, actor: { ...person.actor, sessionId: newId(), memberships, administrator: true } };
}
