-- migrate:up
-- What is true of the whole installation; one row.
create table installation (
  singleton boolean primary key default true,
  -- When the first administrator was appointed. Set-up is closed from then on, also when no administrator is left.
  initialized_at timestamptz(3),
  constraint installation_singleton_check check (singleton)
);
insert into installation (initialized_at)
select min(since)
from administrators;
select protect_table('installation', 'false');

-- Tokens that appoint the first administrator, as SHA-256. Deleted when one was used.
create table setup_tokens (
  hash text primary key,
  created_at timestamptz(3) not null default clock_timestamp()
);
select protect_table('setup_tokens', 'false');

-- People who may not use the installation. Only functions write it.
create table suspensions (
  user_id uuid primary key references users (id) on delete cascade,
  reason text not null,
  suspended_at timestamptz(3) not null default clock_timestamp(),
  suspended_by uuid not null references users (id)
);
select protect_table('suspensions', 'false');

-- Queues from which workers start nothing. Only functions write it.
create table queue_pauses (
  queue text primary key,
  paused_at timestamptz(3) not null default clock_timestamp(),
  paused_by uuid references users (id) on delete set null,
  constraint queue_pauses_queue_check check (queue in ('JOBS'))
);
select protect_table('queue_pauses', 'false');

-- Settings that administrators have set. Only functions write it.
create table settings (
  name text primary key,
  value jsonb not null,
  updated_at timestamptz(3) not null default clock_timestamp(),
  updated_by uuid references users (id) on delete set null
);
select protect_table('settings', 'false');

-- Figures of the installation by day (UTC), recomputed by `roll_up_installation_days` while they can change.
create table installation_days (
  day date primary key,
  users int not null default 0,
  -- Jobs that were created on the day, and what became of them.
  jobs int not null default 0,
  films int not null default 0,
  failed int not null default 0,
  -- Number of failed jobs by code.
  failures jsonb not null default '{}',
  credits_granted bigint not null default 0,
  credits_charged bigint not null default 0,
  -- Millionths of a US dollar, of calls to providers whose price is known.
  spent_micros bigint not null default 0,
  -- At the end of the day, or now.
  storage_bytes bigint not null default 0,
  rolled_up_at timestamptz(3) not null default clock_timestamp()
);
select protect_table('installation_days', 'false');

-- What a worker reports with its heartbeat.
alter table workers
  -- Steps that it runs.
  add column running int not null default 0,
  -- Processes that wait for a processor of its machine, on average over a minute.
  add column load double precision not null default 0,
  add column started_at timestamptz(3) not null default clock_timestamp();
drop function if exists record_heartbeat(uuid, int);
delete from application_grants where target = 'function record_heartbeat(uuid, int)';

-- migrate:down
alter table workers
  drop column running,
  drop column load,
  drop column started_at;
drop function if exists record_heartbeat(uuid, int, int, double precision);
drop table settings, installation_days, queue_pauses, suspensions, setup_tokens, installation;
