-- migrate:up
-- Each call to a provider that may cost money, committed before the request. Steps are retried under new ids, so `step_id`
-- is no foreign key: a retry that a person asked for finds no earlier attempt.
create table provider_attempts (
  id uuid primary key,
  workspace_id uuid not null,
  job_id uuid not null,
  step_id uuid not null,
  -- Which of the calls of the step.
  key text not null,
  kind text not null,
  provider text not null,
  model text not null,
  is_free boolean not null,
  state text not null default 'PREPARED',
  -- Code of the failure.
  failure text,
  -- What the vendor charged: { "unit": "tokens", "amount": 812, "usd": 0.002 }.
  cost jsonb,
  prepared_at timestamptz(3) not null default clock_timestamp(),
  sent_at timestamptz(3),
  ended_at timestamptz(3),
  foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete cascade,
  constraint provider_attempts_state_check check (state in ('PREPARED', 'SENT', 'DONE', 'FAILED', 'UNCERTAIN'))
);
create index "provider_attempts_step" on "provider_attempts" ("step_id", "key", "id");
create index "provider_attempts_job" on "provider_attempts" ("workspace_id", "job_id");
select protect_tenant_table('provider_attempts');
select grant_application('provider_attempts', 'select, insert, update');

-- migrate:down
drop table provider_attempts;
delete from application_grants where target = 'provider_attempts';
