import { Client } from 'pg';
import { newId } from '../../src/kernel/id.ts';
import type { Person } from './client.ts';

/** Writes jobs and events as the engine does, without films: as fast as the database goes. */
export interface JobWriter {
  /** A running job without steps, which no worker will touch. Returns its id. */
  newJob(): Promise<string>;
  /** Appends one event of the log, in a transaction of its own. */
  append(jobId: string, type: 'STATUS' | 'STEP' | 'PROGRESS' | 'LOG', message?: string): Promise<void>;
  /** Appends many at once: every tenth is a LOG, the others are PROGRESS. */
  appendMany(jobId: string, count: number): Promise<void>;
  /** Ends the job, and with it every subscription. */
  complete(jobId: string): Promise<void>;
  close(): Promise<void>;
}

export async function openJobWriter(ownerUrl: string, { workspaceId }: Pick<Person, 'workspaceId'>): Promise<JobWriter> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  // The owner is bound by row security like everybody else.
  await client.query(`select set_config('app.workspace_ids', $1, false)`, [workspaceId]);
  const append: JobWriter['append'] = async (jobId, type, message) =>
    void (await client.query('select append_job_event($1, $2, null, null, $3)', [jobId, type, message ?? null]));
  return {
    append,
    newJob: async () => {
      const id = newId();
      await client.query(
        `insert into jobs (id, workspace_id, type, status, title, input, started_at) values ($1, $2, 'VIDEO', 'RUNNING', 'Events', '{}', now())`,
        [id, workspaceId],
      );
      await append(id, 'STATUS');
      return id;
    },
    // One update of the job for all of them: a row that is updated a hundred thousand times in a transaction slows down with each.
    appendMany: async (jobId, count) =>
      void (await client.query(
        `with job as (update jobs set sequence = sequence + $2 where id = $1 returning *),
           events as (insert into job_events (job_id, sequence, workspace_id, type, status, progress, message)
             select id, sequence - $2 + n, workspace_id, case when n % 10 = 0 then 'LOG' else 'PROGRESS' end, status, progress, repeat('m', 120)
             from job, generate_series(1, $2::int) n)
         select pg_notify('job_events', json_build_object('jobId', id, 'sequence', sequence)::text) from job`,
        [jobId, count],
      )),
    complete: async (jobId) => {
      await client.query(`update jobs set status = 'COMPLETED', progress = 1, finished_at = now() where id = $1`, [jobId]);
      await append(jobId, 'STATUS');
    },
    close: () => client.end(),
  };
}
