-- migrate:up
-- Films that are made again and again, at times that a cron expression gives.
create table series (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  status text not null default 'ACTIVE',
  -- Five fields, in this time zone of the IANA database.
  cron text not null,
  time_zone text not null,
  template_id uuid,
  -- Of this workspace, or one that ships with the program.
  preset_id uuid,
  -- The source of items: a feed, or a file with rows.
  feed_url text,
  items_asset_id uuid,
  -- Where films are published, if they are.
  channel_id uuid,
  publish boolean not null default false,
  privacy text not null default 'PRIVATE',
  made_for_kids boolean not null default false,
  -- Null while the series is paused, and for an expression without a time to come.
  next_run_at timestamptz(3),
  -- Stored, because under row-level security only a plain column can use an index (ADR 3).
  name_key text collate "C" generated always as (fold_text(name)) stored,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  foreign key (workspace_id, template_id) references prompt_templates (workspace_id, id) on delete set null (template_id),
  foreign key (workspace_id, items_asset_id) references assets (workspace_id, id) on delete set null (items_asset_id),
  foreign key (workspace_id, channel_id) references channels (workspace_id, id),
  constraint series_workspace_id_id unique (workspace_id, id),
  constraint series_status_check check (status in ('ACTIVE', 'PAUSED')),
  constraint series_privacy_check check (privacy in ('PRIVATE', 'UNLISTED', 'PUBLIC')),
  constraint series_source_check check (feed_url is null or items_asset_id is null),
  constraint series_channel_check check (channel_id is not null or not publish)
);
create index "series_newest" on "series" ("workspace_id", "id");
create index "series_by_name" on "series" ("workspace_id", "name_key", "id");
create index "series_due" on "series" ("next_run_at") where next_run_at is not null;
select protect_tenant_table('series');
select grant_application('series', 'select, insert, update, delete');

-- One time of a series, or one that a person asked for.
create table series_runs (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  series_id uuid not null,
  scheduled_at timestamptz(3) not null,
  is_manual boolean not null default false,
  state text not null default 'PENDING',
  -- Times that passed without a worker, which a row in the state MISSED counts.
  missed_times int not null default 0,
  -- The item that the film is made of: { "title", "link", "publishedAt" } or { "row" }.
  used_item jsonb,
  job_id uuid,
  -- Whether the film is published when it is finished, as the series said when the job was created.
  publish boolean not null default false,
  publish_job_id uuid,
  -- { "code", "message" }: why there is no film, or why it is not published.
  failure jsonb,
  -- Of choosing an item and creating the job, and of creating the job that publishes.
  attempts int not null default 0,
  -- When a worker may make the next attempt.
  available_at timestamptz(3) not null default now(),
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  finished_at timestamptz(3),
  foreign key (workspace_id, series_id) references series (workspace_id, id) on delete cascade,
  foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete set null (job_id),
  foreign key (workspace_id, publish_job_id) references jobs (workspace_id, id) on delete set null (publish_job_id),
  constraint series_runs_state_check
    check (state in ('PENDING', 'RUNNING', 'PUBLISHING', 'COMPLETED', 'FAILED', 'CANCELED', 'SKIPPED', 'MISSED'))
);
create index "series_runs_newest" on "series_runs" ("series_id", "id");
-- One run at each time, however many workers there are.
create unique index "series_runs_once" on "series_runs" ("series_id", "scheduled_at") where not is_manual;
create unique index "series_runs_job" on "series_runs" ("job_id") where job_id is not null;
create unique index "series_runs_publish_job" on "series_runs" ("publish_job_id") where publish_job_id is not null;
create index "series_runs_due" on "series_runs" ("available_at")
  where state = 'PENDING' or (state = 'PUBLISHING' and publish_job_id is null);
create index "series_runs_ended" on "series_runs" ("finished_at") where finished_at is not null;
select protect_tenant_table('series_runs');
select grant_application('series_runs', 'select, insert, update');

-- Items that a run has used. They outlive the runs, so that no item is used twice.
create table series_items (
  series_id uuid not null,
  -- SHA-256 of the guid of a feed's item, or of the file and the number of a row.
  key text not null,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  used_at timestamptz(3) not null default now(),
  primary key (series_id, key),
  foreign key (workspace_id, series_id) references series (workspace_id, id) on delete cascade
);
select protect_tenant_table('series_items');
select grant_application('series_items', 'select, insert');

-- What a workspace did on a day (UTC) that is over. Jobs and files are deleted, these rows stay.
create table workspace_days (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  day date not null,
  videos int not null,
  film_ms bigint not null,
  credits int not null,
  provider_micros bigint not null,
  storage_bytes bigint not null,
  primary key (workspace_id, day)
);
select protect_tenant_table('workspace_days');

create index "jobs_ended" on "jobs" ("workspace_id", "finished_at") where finished_at is not null;

-- migrate:down
drop index jobs_ended;
drop table workspace_days, series_items, series_runs, series;
delete from application_grants
where target in ('series', 'series_runs', 'series_items');
