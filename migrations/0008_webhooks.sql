-- migrate:up
create table webhooks (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  url text not null,
  description text,
  types text[] not null,
  enabled boolean not null default true,
  disabled_reason text,
  -- Encrypted. A rotated secret, in `previous_secrets`, also signs for 24 hours.
  secret text not null,
  previous_secret_until timestamptz(3),
  failures int not null default 0,
  failing_since timestamptz(3),
  retry_at timestamptz(3),
  leased_until timestamptz(3),
  created_by uuid references users (id),
  created_at timestamptz(3) not null default now(),
  previous_secrets jsonb not null default '[]',
  constraint webhooks_workspace_id unique (workspace_id, id)
);
select protect_tenant_table('webhooks');
select grant_application('webhooks', 'select, insert, update, delete');

-- The outbox of each webhook. `position` is drawn under the lock of the job's row, which keeps the order of its events.
create table webhook_deliveries (
  id uuid primary key default uuidv7(),
  workspace_id uuid not null,
  webhook_id uuid not null,
  position bigserial not null,
  type text not null,
  event jsonb not null,
  status text not null default 'PENDING',
  attempts int not null default 0,
  attempted_at timestamptz(3),
  delivered_at timestamptz(3),
  response_status int,
  response_body text,
  duration_ms int,
  error text,
  created_at timestamptz(3) not null default clock_timestamp(),
  expires_at timestamptz(3) not null default clock_timestamp() + interval '24 hours',
  foreign key (workspace_id, webhook_id) references webhooks (workspace_id, id) on delete cascade,
  constraint webhook_deliveries_type_check check (
    type in (
      'JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG',
      'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'MEMBER', 'CHANNEL', 'SLOT',
      'TEST'
    )
  ),
  constraint webhook_deliveries_status_check check (status in ('PENDING', 'DELIVERED', 'FAILED'))
);
create index "webhook_deliveries_pending" on "webhook_deliveries" ("webhook_id", "position") where status = 'PENDING';
create index webhook_deliveries_newest on webhook_deliveries (webhook_id, id);
create index webhook_deliveries_age on webhook_deliveries (created_at);
select protect_tenant_table('webhook_deliveries');
select grant_application('webhook_deliveries', 'select, insert, update');
select grant_application('sequence webhook_deliveries_position_seq', 'usage');

-- migrate:down
drop table webhook_deliveries, webhooks;
delete from application_grants
where target in ('webhook_deliveries', 'webhooks', 'sequence webhook_deliveries_position_seq');
