import { newId } from '../../src/kernel/id.ts';
import type { Engine, Tenant } from './engine.ts';

const JOBS = 30;
const TEXTS = ['plain', '', ' \n\t\r\b\f ', '"\\/', '\u2028\u0001\u001f', '😀 𝒳 é', '</script>', '"\\u0000"'];

/** Ids of what plans read, in their order. */
export interface FilledRows {
  readonly jobs: string[];
  readonly assets: string[];
  readonly projects: string[];
  readonly batches: string[];
  readonly slots: string[];
}

/** Rows of everything that plans read, with values whose text is easily written otherwise. */
export async function fillTenant(engine: Engine, tenant: Tenant): Promise<FilledRows> {
  await fillJobs(engine, tenant);
  await fillProjects(engine, tenant);
  await fillBatches(engine, tenant);
  await fillSlots(engine, tenant);
  await fillProviderCalls(engine, tenant);
  const idsOf = async (table: keyof FilledRows): Promise<string[]> =>
    (await engine.owner<{ id: string }>(`select id from ${table} where workspace_id = $1 order by id`, [tenant.workspaceId])).map(
      ({ id }) => id,
    );
  return {
    jobs: await idsOf('jobs'),
    assets: await idsOf('assets'),
    projects: await idsOf('projects'),
    batches: await idsOf('batches'),
    slots: await idsOf('slots'),
  };
}

/** Jobs created by the user, a fellow member, a former member and nobody; every fifth is deleted. */
export async function fillJobs(engine: Engine, { workspaceId, userId }: Tenant): Promise<void> {
  const [fellow, gone] = [newId(), newId()];
  for (const id of [fellow, gone])
    await engine.owner(`insert into users (id, email, email_key, name, first_name, password_hash) values ($1, $2, $2, $3, 'É', 'none')`, [
      id,
      `${id}@example.test`,
      TEXTS[5],
    ]);
  await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'VIEWER')`, [workspaceId, fellow]);
  for (let index = 0; index < JOBS; index += 1) {
    const id = newId();
    const title = TEXTS[index % TEXTS.length];
    await engine.owner(
      `insert into jobs (id, workspace_id, type, title, input, created_by, status, progress, sequence, created_at, finished_at, deleted_at)
       values ($1, $2, 'VIDEO', $3, '{}', $4, 'COMPLETED', $5, 7, now() - make_interval(secs => $6), '2026-01-02 03:04:05.006+02', $7)`,
      [
        id,
        workspaceId,
        title,
        [userId, fellow, gone, null][index % 4],
        [1, 1e-7, 0.1, 1 / 3][index % 4],
        index / 7,
        index % 5 ? null : new Date(),
      ],
    );
    await engine.owner(
      `insert into job_events (job_id, sequence, workspace_id, type, status, progress, message)
       select $1, i, $2, 'LOG', 'RUNNING', i / 3.0, $3 from generate_series(1, 7) i`,
      [id, workspaceId, title],
    );
    await engine.owner(
      `insert into assets (id, workspace_id, job_id, role, kind, status, name, file_name, content_type, byte_size, fps, width, storage_key, created_by)
       select uuidv7(), $2, $1, 'VIDEO', 'VIDEO', 'READY', $3, 'a.mp4', 'video/mp4', 9007199254740991, 29.97, null, 'key', $4 from generate_series(1, $5)`,
      [id, workspaceId, title, userId, index % 3],
    );
  }
}

/** Projects with up to six scenes in another order than that of their ids; every fourth is deleted. Jobs and assets belong to them in turn. */
async function fillProjects(engine: Engine, { workspaceId, userId }: Tenant): Promise<void> {
  await engine.owner(
    `insert into projects (id, workspace_id, name, brief, language, aspect_ratio, created_by, deleted_at)
     select uuidv7(), $1, ($3::text[])[1 + i % 8], ($3::text[])[1 + (i + 1) % 8], 'en', 'SQUARE_1_1', $2, case i % 4 when 0 then now() end
     from generate_series(1, 9) i`,
    [workspaceId, userId, TEXTS],
  );
  await engine.owner(
    `insert into scenes (id, workspace_id, project_id, order_key, narration, focus, speed, visual_asset_id, voice_asset_id)
     select uuidv7(), p.workspace_id, p.id, 'a' || (7 * i % 5), ($2::text[])[1 + i % 8],
       case i % 2 when 0 then jsonb_build_object('x', i / 7.0, 'y', 1) end, case i % 3 when 0 then 1 / 3.0 end,
       (select id from assets a where a.workspace_id = $1 order by id offset i limit 1), null
     from (select *, row_number() over (order by id) as n from projects where workspace_id = $1) p, generate_series(0, (p.n % 5)::int) i`,
    [workspaceId, TEXTS],
  );
  for (const table of ['jobs', 'assets'])
    await engine.owner(
      `update ${table} set project_id = p.id
       from (select id, row_number() over (order by id) as n from projects where workspace_id = $1) p,
         (select id, row_number() over (order by id) as n from ${table} where workspace_id = $1) t
       where t.id = ${table}.id and p.n = 1 + t.n % 9`,
      [workspaceId],
    );
}

/** Batches with a row for each of their jobs, and one that waits. */
async function fillBatches(engine: Engine, { workspaceId, userId }: Tenant): Promise<void> {
  await engine.owner(
    `insert into batches (id, workspace_id, name, status, source, credits_reserved, created_by, finished_at)
     select uuidv7(), $1, ($3::text[])[1 + i % 8], ($4::text[])[1 + i % 4], '{}', i, $2, case i % 2 when 0 then now() end
     from generate_series(1, 5) i`,
    [workspaceId, userId, TEXTS, ['RUNNING', 'PAUSED', 'COMPLETED', 'CANCELED']],
  );
  await engine.owner(
    `update jobs set batch_id = b.id, batch_row = t.n
     from (select id, row_number() over (order by id) as n from batches where workspace_id = $1) b,
       (select id, row_number() over (order by id) as n from jobs where workspace_id = $1) t
     where t.id = jobs.id and b.n = 1 + t.n % 5`,
    [workspaceId],
  );
  await engine.owner(
    `insert into batch_rows (batch_id, number, workspace_id, variables, credits, status, credits_charged)
     select batch_id, batch_row, workspace_id, '{}'::jsonb, 1, status, 2 from jobs where workspace_id = $1 and batch_id is not null
     union all select id, 0, workspace_id, '{}', 1, 'WAITING', 0 from batches where workspace_id = $1`,
    [workspaceId],
  );
}

/** Slots with a fellow member, with and without a project, which may be deleted; every fourth slot is deleted. */
async function fillSlots(engine: Engine, { workspaceId, userId }: Tenant): Promise<void> {
  await engine.owner(
    `insert into slots (id, workspace_id, series_id, status, giver_id, taker_id, starts_at, ends_at, time_zone, title, meeting_url, project_id,
       cancel_reason, created_by, created_by_role, created_as, updated_at, updated_by, updated_as, deleted_at)
     select uuidv7(), $1, uuidv7(), ($4::text[])[1 + i % 6], $2, case when i % 6 > 0 then fellow.id end,
       '2030-01-02 03:04:05.067Z'::timestamptz + make_interval(hours => i), '2030-01-02 03:34:05Z'::timestamptz + make_interval(hours => i),
       'Europe/Paris', ($3::text[])[1 + i % 8], case i % 2 when 0 then 'https://example.test/' || i end,
       (select id from projects p where p.workspace_id = $1 and i % 3 > 0 order by id offset i % 9 limit 1),
       case i % 6 when 4 then ($3::text[])[1 + i % 8] end, case i % 3 when 0 then $2::uuid end, 'OWNER', 'GIVER',
       case i % 2 when 0 then now() end, case i % 2 when 0 then fellow.id end, case i % 2 when 0 then 'TAKER' end, case i % 4 when 3 then now() end
     from generate_series(1, 12) i, (select user_id as id from memberships where workspace_id = $1 and user_id <> $2 limit 1) fellow`,
    [workspaceId, userId, TEXTS, ['AVAILABLE', 'PENDING', 'BOOKED', 'DECLINED', 'CANCELED', 'COMPLETED']],
  );
}

/** Up to three calls of each job, in every state. */
async function fillProviderCalls(engine: Engine, { workspaceId }: Tenant): Promise<void> {
  await engine.owner(
    `insert into provider_attempts (id, workspace_id, job_id, step_id, key, kind, provider, model, is_free, state, failure, cost, sent_at, ended_at)
     select uuidv7(), $1, j.id, uuidv7(), 'k' || i, 'CLIP', 'runway', ($2::text[])[1 + (j.n + i) % 8], i % 2 = 0, ($3::text[])[1 + (j.n + i) % 5],
       case i % 2 when 0 then ($2::text[])[1 + (j.n + i) % 8] end, case i % 2 when 0 then '{"unit": "tokens", "amount": 812, "usd": 1e-7}'::jsonb end,
       case i % 2 when 0 then '2026-01-02 03:04:05.060Z'::timestamptz end, case i % 3 when 0 then now() end
     from (select id, row_number() over (order by id)::int as n from jobs where workspace_id = $1) j, generate_series(1, j.n % 4) i`,
    [workspaceId, TEXTS, ['PREPARED', 'SENT', 'DONE', 'FAILED', 'UNCERTAIN']],
  );
}
