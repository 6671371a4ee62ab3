-- migrate:up
create table jobs (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  type text not null,
  status text not null default 'QUEUED',
  title text not null,
  input jsonb not null,
  spec jsonb,
  progress double precision not null default 0,
  step text,
  attempt int not null default 1,
  -- Of the job's newest event.
  sequence int not null default 0,
  progressed_at timestamptz(3),
  failure jsonb,
  checks jsonb not null default '[]'::jsonb,
  created_by uuid references users (id),
  created_at timestamptz(3) not null default now(),
  started_at timestamptz(3),
  finished_at timestamptz(3),
  credits_reserved int not null default 0,
  credits_charged int not null default 0,
  reservation_id uuid,
  priority int not null default 5,
  deleted_at timestamptz(3),
  constraint jobs_workspace_id unique (workspace_id, id),
  constraint jobs_type_check check (
    type in ('VIDEO', 'SCRIPT', 'IMAGE', 'SPEECH', 'AVATAR', 'INGEST', 'IMPORT', 'PUBLISH', 'EXPORT')
  ),
  constraint jobs_status_check check (status in ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED')),
  constraint jobs_step_check check (
    step in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'ASSEMBLE', 'VERIFY', 'DELIVER', 'FETCH', 'PROBE', 'DERIVE', 'GENERATE',
      'UPLOAD'
    )
  )
);
create index "jobs_open" on "jobs" ("workspace_id", "priority" desc, "id") where status in ('QUEUED', 'RUNNING');
create index jobs_running on jobs (id) where status = 'RUNNING';
create index jobs_failed on jobs (id) where status = 'FAILED';
-- The policy hides deleted jobs, so no query has to. The ledger and the audit log still name them.
select protect_table('jobs', 'workspace_id = any ((select app_workspace_ids())::uuid[]) and deleted_at is null');
select grant_application('jobs', 'select, insert, update');

-- The units of work of a job. `unlocks` and `blocked_by` are the edges of its dependency graph.
create table job_steps (
  id uuid primary key,
  workspace_id uuid not null,
  job_id uuid not null,
  name text not null,
  scene_id uuid,
  position int not null default 0,
  status text not null default 'PENDING',
  -- Steps that must complete before this one.
  blocked_by int not null default 0,
  unlocks uuid[] not null default '{}',
  -- When the step was sent to the queue.
  dispatched_at timestamptz(3),
  -- Fencing token: writes of an earlier attempt are rejected.
  attempt int not null default 0,
  failures int not null default 0,
  crashes int not null default 0,
  progress double precision not null default 0,
  weight double precision not null,
  reused boolean not null default false,
  result jsonb,
  remote_id text,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  delivery_id uuid,
  -- Backoff before the next try.
  backoff_until timestamptz(3),
  -- The step that added this one. A retry of that step adds new ones.
  planned_by uuid,
  outages int not null default 0,
  -- What calls to providers cost.
  costs jsonb not null default '[]'::jsonb,
  -- Scheduling order within a job, from its plan; higher goes first.
  urgency int not null default 0,
  foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete cascade,
  constraint job_steps_name_check check (
    name in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'ASSEMBLE', 'VERIFY', 'DELIVER', 'FETCH', 'PROBE', 'DERIVE', 'GENERATE',
      'UPLOAD'
    )
  ),
  constraint job_steps_status_check check (
    status in ('PENDING', 'RUNNING', 'COMPLETED', 'SKIPPED', 'FAILED', 'CANCELED')
  )
);
create index job_steps_job on job_steps (workspace_id, job_id);
create index job_steps_dispatched on job_steps (id) where dispatched_at is not null and status in ('PENDING', 'RUNNING');
create index "job_steps_backlog" on "job_steps" ("job_id", urgency desc, "id")
  where status = 'PENDING' and blocked_by = 0 and dispatched_at is null;
select protect_tenant_table('job_steps');
select grant_application('job_steps', 'select, insert, update');
select grant_application('job_steps', 'delete');

-- The append-only event log of each job.
create table job_events (
  job_id uuid not null,
  sequence int not null,
  workspace_id uuid not null,
  type text not null,
  at timestamptz(3) not null default clock_timestamp(),
  status text not null,
  progress double precision not null,
  step text,
  scene_id uuid,
  message text,
  primary key (job_id, sequence),
  foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete cascade,
  constraint job_events_type_check check (type in ('SNAPSHOT', 'STATUS', 'STEP', 'PROGRESS', 'LOG')),
  constraint job_events_status_check check (status in ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED')),
  constraint job_events_step_check check (
    step in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'ASSEMBLE', 'VERIFY', 'DELIVER', 'FETCH', 'PROBE', 'DERIVE', 'GENERATE',
      'UPLOAD'
    )
  )
);
select protect_tenant_table('job_events');
select grant_application('job_events', 'select, insert');

-- Fair scheduling: the virtual time of each workspace. A dispatched step advances it by 1 / weight; the lowest goes next.
create table scheduler_clocks (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  virtual_time double precision not null
);
create index scheduler_clocks_newest on scheduler_clocks (virtual_time);
select protect_table('scheduler_clocks', 'false');

-- Heartbeats of workers and the number of steps that each runs at once.
create table workers (
  id uuid primary key,
  concurrency int not null,
  last_seen_at timestamptz(3) not null
);
select protect_table('workers', 'false');

-- Moving averages over completed jobs: seconds of one step, and steps of a job. Source of the forecasts.
create table stage_averages (
  type text not null,
  name text not null,
  seconds double precision,
  steps double precision not null,
  primary key (type, name)
);
select protect_table('stage_averages', 'false');

-- migrate:down
drop table stage_averages, workers, scheduler_clocks, job_events, job_steps, jobs;
delete from application_grants
where target in ('job_events', 'job_steps', 'jobs');
