import { Migration } from '@mikro-orm/migrations';

const STEP_NAMES = `'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'ASSEMBLE', 'VERIFY', 'DELIVER', 'FETCH', 'PROBE', 'DERIVE', 'GENERATE', 'UPLOAD'`;
const JOB_STATUSES = `'QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'`;

/** The engine: jobs, their steps, their events, and the functions through which all progress goes. */
export class Migration20261120_2_jobs extends Migration {
  override up(): void {
    this.addSql(`create table jobs (
      id uuid primary key, workspace_id uuid not null references workspaces (id),
      type text not null, status text not null default 'QUEUED', title text not null, input jsonb not null, spec jsonb,
      progress double precision not null default 0, step text, attempt int not null default 1, sequence int not null default 0,
      progressed_at timestamptz(3), failure jsonb, checks jsonb not null default '[]'::jsonb, created_by uuid references users (id),
      created_at timestamptz(3) not null default now(), started_at timestamptz(3), finished_at timestamptz(3),
      constraint jobs_workspace_id unique (workspace_id, id),
      constraint jobs_type_check check (type in ('VIDEO', 'SCRIPT', 'IMAGE', 'SPEECH', 'AVATAR', 'INGEST', 'IMPORT', 'PUBLISH', 'EXPORT')),
      constraint jobs_status_check check (status in (${JOB_STATUSES})),
      constraint jobs_step_check check (step in (${STEP_NAMES})))`);
    this.addSql(`create table job_steps (
      id uuid primary key, workspace_id uuid not null, job_id uuid not null, name text not null, scene_id uuid, position int not null default 0,
      status text not null default 'PENDING', blocked_by int not null default 0, unlocks uuid[] not null default '{}',
      admitted_at timestamptz(3), attempt int not null default 0, failures int not null default 0, crashes int not null default 0,
      progress double precision not null default 0, weight double precision not null, reused boolean not null default false,
      result jsonb, remote_id text, started_at timestamptz(3), finished_at timestamptz(3),
      foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete cascade,
      constraint job_steps_name_check check (name in (${STEP_NAMES})),
      constraint job_steps_status_check check (status in ('PENDING', 'RUNNING', 'COMPLETED', 'SKIPPED', 'FAILED', 'CANCELED')))`);
    this.addSql(`create index job_steps_job on job_steps (workspace_id, job_id)`);
    this.addSql(
      `create index "job_steps_backlog" on "job_steps" ("id") where status = 'PENDING' and blocked_by = 0 and admitted_at is null`,
    );
    this.addSql(`create table job_events (
      job_id uuid not null, sequence int not null, workspace_id uuid not null, type text not null,
      at timestamptz(3) not null default clock_timestamp(), status text not null, progress double precision not null,
      step text, scene_id uuid, message text,
      primary key (job_id, sequence),
      foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete cascade,
      constraint job_events_type_check check (type in ('SNAPSHOT', 'STATUS', 'STEP', 'PROGRESS', 'LOG')),
      constraint job_events_status_check check (status in (${JOB_STATUSES})),
      constraint job_events_step_check check (step in (${STEP_NAMES})))`);

    for (const table of ['jobs', 'job_steps', 'job_events']) this.addSql(`select protect_tenant_table('${table}')`);
    this.addSql(`select grant_application('jobs', 'select, insert, update')`);
    this.addSql(`select grant_application('job_steps', 'select, insert, update')`);
    // A log: what was written is never changed.
    this.addSql(`select grant_application('job_events', 'select, insert')`);

    // Takes the next sequence on the job's row, whose lock orders all events of a job, and wakes the listeners at commit.
    this.addSql(`create function append_job_event(wanted_job uuid, event_type text, event_step text, event_scene uuid, event_message text)
      returns int language plpgsql as $$
      declare job jobs;
      begin
        update jobs set sequence = sequence + 1, step = coalesce(event_step, step) where id = wanted_job returning * into strict job;
        insert into job_events (job_id, sequence, workspace_id, type, status, progress, step, scene_id, message)
          values (job.id, job.sequence, job.workspace_id, event_type, job.status, job.progress, event_step, event_scene, event_message);
        perform pg_notify('job_events', json_build_object('jobId', job.id, 'sequence', job.sequence)::text);
        return job.sequence;
      end $$`);

    // Progress never falls (greatest) and stays below 1 until the job is completed. Returns false to a writer that is fenced off.
    this.addSql(`create function record_progress(wanted_step uuid, wanted_attempt int, fraction double precision)
      returns boolean language plpgsql as $$
      declare job jobs; owned job_steps; before double precision;
      begin
        select j.* into job from jobs j join job_steps s on s.job_id = j.id where s.id = wanted_step for no key update of j;
        update job_steps set progress = greatest(progress, least(fraction, 1))
          where id = wanted_step and attempt = wanted_attempt and status = 'RUNNING' returning * into owned;
        if owned.id is null or job.status <> 'RUNNING' then return false; end if;
        before := job.progress;
        update jobs set progress = greatest(progress, least(0.999, (select sum(weight * progress) from job_steps where job_id = job.id)))
          where id = job.id returning * into job;
        if job.progress > before and (job.progressed_at is null or job.progressed_at < clock_timestamp() - interval '250 milliseconds') then
          update jobs set progressed_at = clock_timestamp() where id = job.id;
          perform append_job_event(job.id, 'PROGRESS', owned.name, owned.scene_id, null);
        end if;
        return true;
      end $$`);

    // Admission looks across workspaces, which no member may: hence a definer. The advisory lock makes the cap exact.
    // Locked steps belong to jobs that end at this moment, whose transactions come here next: to wait for them would be a deadlock.
    // An array, because a plain "in" with a limit may be run more than once.
    this.addSql(`create function admit_steps(cap int) returns table (step_id uuid, job_id uuid, workspace_id uuid, name text, scene int)
      language plpgsql security definer set search_path = public as $$
      begin
        perform pg_advisory_xact_lock(hashtext('reelwright.admission'));
        return query
          update job_steps set admitted_at = clock_timestamp()
          where id = any (array(
            select s.id from job_steps s join jobs j on j.id = s.job_id
            where s.status = 'PENDING' and s.blocked_by = 0 and s.admitted_at is null and j.status in ('QUEUED', 'RUNNING')
            order by s.job_id, s.id
            limit greatest(0, cap - (select count(*)::int from job_steps a where a.admitted_at is not null and a.status in ('PENDING', 'RUNNING')))
            for no key update of s skip locked))
          returning job_steps.id, job_steps.job_id, job_steps.workspace_id, job_steps.name, job_steps.position;
      end $$`);
    // Admitted, yet nobody will ever be told: the queue gave up on it, or dropped what it could not read. Back into the backlog with it.
    this.addSql(`create function take_back_lost_steps() returns int language plpgsql security definer set search_path = public as $$
      declare lost int;
      begin
        with known as materialized (
          select (data->>'stepId')::uuid as step_id from pgboss.job where name = 'step' and state in ('created', 'retry', 'active')),
        back as (
          update job_steps s set admitted_at = null, status = 'PENDING', crashes = crashes + (s.status = 'RUNNING')::int
          where s.admitted_at < clock_timestamp() - interval '1 minute' and s.status in ('PENDING', 'RUNNING')
            and not exists (select from known k where k.step_id = s.id)
          returning 1)
        select count(*) into lost from back;
        return lost;
      end $$`);
    // How many wait before a job, whoever they belong to: a number, and nothing else of them.
    this
      .addSql(`create function jobs_queued_before(wanted_job uuid) returns int language sql stable security definer set search_path = public
      begin atomic; select count(*)::int from jobs where status = 'QUEUED' and id < wanted_job; end`);
    this.addSql(`create index jobs_queued on jobs (id) where status = 'QUEUED'`);
    for (const name of ['admit_steps(int)', 'take_back_lost_steps()', 'jobs_queued_before(uuid)']) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
    this.addSql(`create index job_steps_admitted on job_steps (id) where admitted_at is not null and status in ('PENDING', 'RUNNING')`);
  }

  override down(): void {
    this.addSql(`drop function jobs_queued_before(uuid), take_back_lost_steps(), admit_steps(int)`);
    this.addSql(`drop function record_progress(uuid, int, double precision)`);
    this.addSql(`drop function append_job_event(uuid, text, text, uuid, text)`);
    this.addSql(`drop table job_events, job_steps, jobs`);
  }
}
