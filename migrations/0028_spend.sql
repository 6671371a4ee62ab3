-- migrate:up
-- What the jobs of a workspace may cost at vendors in a month.
create table spend_limits (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  -- Millionths of a US dollar; null for no limit.
  micros bigint,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  constraint spend_limits_micros_check check (micros >= 0)
);
select protect_tenant_table('spend_limits');
select grant_application('spend_limits', 'select, insert, update');

-- What they cost, by calendar month (UTC).
create table spend_months (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  month date not null,
  spent_micros bigint not null default 0,
  -- Expected cost of calls that were sent and have no known end.
  reserved_micros bigint not null default 0,
  -- Calls whose cost in money is not known.
  unpriced_calls int not null default 0,
  near_at timestamptz(3),
  reached_at timestamptz(3),
  primary key (workspace_id, month),
  constraint spend_months_micros_check check (spent_micros >= 0 and reserved_micros >= 0)
);
select protect_tenant_table('spend_months');
select grant_application('spend_months', 'select, insert, update');

-- The reservation of a call: its expected cost, and the month that pays it once it was sent.
alter table provider_attempts
  add column expected_micros bigint not null default 0,
  add column spend_month date;

-- Models that the makers list for the keys of the installation.
create table listed_models (
  provider text not null,
  name text not null,
  -- When the maker switches the model off; null where the list does not say so.
  shutdown_at timestamptz(3),
  primary key (provider, name)
);
select protect_table('listed_models', 'false');

alter table workspace_events
  drop constraint workspace_events_type_check,
  add constraint workspace_events_type_check check (
    type in ('JOB', 'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'CHANNEL', 'SLOT')
  );
alter table webhook_deliveries
  drop constraint webhook_deliveries_type_check,
  add constraint webhook_deliveries_type_check check (
    type in (
      'JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG',
      'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'CHANNEL', 'SLOT',
      'TEST'
    )
  );

-- migrate:down
drop table spend_limits, spend_months, listed_models;
delete from application_grants where target in ('spend_limits', 'spend_months');
alter table provider_attempts
  drop column expected_micros,
  drop column spend_month;
delete from workspace_events where type = 'SPEND';
delete from webhook_deliveries where type = 'SPEND';
alter table workspace_events
  drop constraint workspace_events_type_check,
  add constraint workspace_events_type_check check (
    type in ('JOB', 'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'MEMBER', 'CHANNEL', 'SLOT')
  );
alter table webhook_deliveries
  drop constraint webhook_deliveries_type_check,
  add constraint webhook_deliveries_type_check check (
    type in (
      'JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG',
      'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'MEMBER', 'CHANNEL', 'SLOT',
      'TEST'
    )
  );
