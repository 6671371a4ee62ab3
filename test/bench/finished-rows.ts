import { Client } from 'pg';

export interface FinishedRows {
  readonly jobs: number;
  readonly eventsAJob: number;
  /** Deliveries that the queue keeps for a day. */
  readonly deliveries: number;
}

const WORKSPACES = 1_000;
const STEPS_A_JOB = 2;
/** Jobs in one transaction. */
const BATCH_SIZE = 50_000;
/** Tables that get rows here, of which keys and triggers would cost more than the rows. */
const TABLES = ['jobs', 'job_steps', 'job_events'];

/**
 * What a busy year leaves behind: finished jobs with steps and events, and the queue's deliveries of the last day. The planner's
 * statistics stay as they were unless `analyze` is said.
 */
export async function fillWithFinished(
  ownerUrl: string,
  { jobs, eventsAJob, deliveries }: FinishedRows,
  { analyze }: { analyze: boolean },
) {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Only workspaces of its own: what others read stays as it is.
    await client.query('create temporary table spaces (id uuid, n int generated always as identity)');
    await client.query(
      `with made as (insert into workspaces (id, name) select uuidv7(), 'Workspace ' || n from generate_series(1, ${WORKSPACES}) n returning id)
       insert into spaces (id) select id from made`,
    );
    await client.query('create unique index on spaces (n)');
    const keys = await dropForeignKeys(client);
    for (const table of TABLES) await client.query(`alter table ${table} disable trigger user`);
    for (let from = 1; from <= jobs; from += BATCH_SIZE)
      await fillJobs(client, from, Math.min(jobs, from + BATCH_SIZE - 1), { jobs, eventsAJob });
    for (const table of TABLES) await client.query(`alter table ${table} enable trigger user`);
    // What is here fits; to look at ten million rows for that is not what is measured.
    for (const { table, name, definition } of keys)
      await client.query(`alter table ${table} add constraint ${name} ${definition} not valid`);
    await client.query(
      `insert into pgboss.job (name, data, state, created_on, started_on, completed_on, keep_until, retry_limit, expire_seconds, deletion_seconds, policy)
       select 'step', jsonb_build_object('version', 1, 'stepId', gen_random_uuid(), 'jobId', gen_random_uuid(), 'workspaceId', gen_random_uuid()),
         'completed', at, at, at, at + interval '14 days', 20, 82800, 86400, 'standard'
       from (select now() - n * interval '1 second' * 80000 / $1 as at from generate_series(1, $1::int) n) d`,
      [deliveries],
    );
    if (analyze) await client.query('vacuum (analyze) jobs, job_steps, job_events, pgboss.job_common');
  } finally {
    await client.end();
  }
}

async function fillJobs(
  client: Client,
  from: number,
  to: number,
  { jobs, eventsAJob }: Pick<FinishedRows, 'jobs' | 'eventsAJob'>,
): Promise<void> {
  const range = [from, to];
  // Ids sort by time, and the newest job ended a minute ago.
  await client.query(
    `create temporary table batch on commit preserve rows as
       select uuidv7(make_interval(secs => -60 - (${jobs} - j.n) * 30.0)) as id, s.id as workspace_id,
         now() - make_interval(secs => 60 + (${jobs} - j.n) * 30.0) as at
       from generate_series($1::int, $2::int) j (n) join spaces s on s.n = 1 + j.n % ${WORKSPACES}`,
    range,
  );
  await client.query(
    `insert into jobs (id, workspace_id, type, status, title, input, spec, progress, step, sequence, created_at, started_at, finished_at)
     select id, workspace_id, 'VIDEO', 'COMPLETED', 'A film of long ago', '{}', '{}', 1, 'DELIVER', ${eventsAJob}, at, at, at + interval '20 seconds' from batch`,
  );
  await client.query(
    `insert into job_steps (id, workspace_id, job_id, name, position, status, dispatched_at, attempt, progress, weight, started_at, finished_at)
     select uuidv7(), workspace_id, id, 'SEGMENT', n, 'COMPLETED', at, 1, 1, ${1 / STEPS_A_JOB}, at, at + interval '10 seconds'
     from batch, generate_series(0, ${STEPS_A_JOB - 1}) n`,
  );
  await client.query(
    `insert into job_events (job_id, sequence, workspace_id, type, at, status, progress, step)
     select id, n, workspace_id, 'PROGRESS', at + n * interval '1 second', 'RUNNING', n::float / ${eventsAJob}, 'SEGMENT'
     from batch, generate_series(1, ${eventsAJob}) n`,
  );
  await client.query('drop table batch');
}

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

async function dropForeignKeys(client: Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and conrelid = any ($1::regclass[])`,
    [TABLES],
  );
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${name}`);
  return rows;
}

/** From now on the planner knows of these tables what it knows now. */
export async function freezeStatistics(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const table of [...TABLES, 'pgboss.job_common']) {
      await client.query(`analyze ${table}`);
      await client.query(`alter table ${table} set (autovacuum_enabled = false)`);
    }
  } finally {
    await client.end();
  }
}
