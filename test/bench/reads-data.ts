import { Client } from 'pg';

/** Tables of the size that P1 names, beside a person who owns one of the workspaces. Written by the owner, without triggers' work. */
export async function fillTables(ownerUrl: string, userId: string, scale: number): Promise<readonly string[]> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const count = (full: number): number => Math.round(full * scale);
  const sql = (text: string, params: readonly unknown[] = []) => client.query(text, [...params]);
  try {
    // These assets have no objects: a worker would ask the store for each of them from its second minute on, beside what is measured.
    await sql(`select acquire_lease('orphans', interval '0')`);
    // What the log of workspaces and webhooks would write of these rows is not part of what is measured.
    for (const table of TABLES) await sql(`alter table ${table} disable trigger user`);
    await sql(`insert into workspaces (id, name) select uuidv7(), 'Workspace ' || i from generate_series(1, ${count(1_000)}) i`);
    await sql(
      `insert into memberships (workspace_id, user_id, role) select id, $1, 'OWNER' from (select id from workspaces order by id desc limit 50) w on conflict do nothing`,
      [userId],
    );
    await sql(
      `insert into jobs (id, workspace_id, type, title, input, created_by, status, progress, sequence, finished_at)
       select uuidv7(), w.id, 'VIDEO', 'A film about number ' || i, jsonb_build_object('prompt', repeat('words ', 40)), $1, 'COMPLETED', 1, 5, now()
       from generate_series(1, 200) i, workspaces w`,
      [userId],
    );
    await sql(
      `insert into assets (id, workspace_id, job_id, role, kind, status, name, file_name, content_type, byte_size, storage_key, created_by)
       select uuidv7(), workspace_id, id, 'VIDEO', 'VIDEO', 'READY', title, 'film.mp4', 'video/mp4', 1000000, id::text, created_by from jobs`,
    );
    await sql(
      `insert into job_events (job_id, sequence, workspace_id, type, status, progress, message)
       select id, i, workspace_id, 'LOG', status, i / 5.0, 'Scene ' || i from jobs, generate_series(1, 5) i`,
    );
    for (const table of TABLES) await sql(`alter table ${table} enable trigger user`);
    await sql('vacuum analyze');
    const { rows } = await client.query<{ workspace_id: string }>(
      'select workspace_id from memberships m where user_id = $1 and exists (select from jobs j where j.workspace_id = m.workspace_id)',
      [userId],
    );
    return rows.map((row) => row.workspace_id);
  } finally {
    await client.end();
  }
}

/** Makes another member the creator of every second job of these workspaces. */
export async function addCreator(ownerUrl: string, workspaceIds: readonly string[], userId: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const table of TABLES) await client.query(`alter table ${table} disable trigger user`);
    await client.query(`insert into memberships (workspace_id, user_id, role) select unnest($1::uuid[]), $2, 'EDITOR'`, [
      workspaceIds,
      userId,
    ]);
    await client.query(
      `update jobs set created_by = $2
       from (select id, row_number() over (partition by workspace_id order by id) as n from jobs where workspace_id = any ($1::uuid[])) numbered
       where numbered.id = jobs.id and n % 2 = 0`,
      [workspaceIds, userId],
    );
    for (const table of TABLES) await client.query(`alter table ${table} enable trigger user`);
    await client.query('vacuum analyze jobs');
  } finally {
    await client.end();
  }
}

const TABLES = ['workspaces', 'memberships', 'jobs', 'assets', 'job_events'];
