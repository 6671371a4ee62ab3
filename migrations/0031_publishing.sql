-- migrate:up
-- An account at a platform, or a bucket, to which a workspace publishes its films.
create table channels (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  target text not null,
  name text not null,
  -- The id that the target itself uses; connecting the same one again replaces its credentials.
  external_id text not null,
  url text,
  status text not null default 'CONNECTED',
  -- Why the channel must be connected again.
  reconnect_reason text,
  features text[] not null default '{}',
  settings jsonb not null default '{}'::jsonb,
  -- Encrypted for this row; null once the channel is disconnected.
  credentials text,
  -- The target accepts no more uploads of the channel before this time.
  uploads_blocked_until timestamptz(3),
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  deleted_at timestamptz(3),
  deleted_by uuid,
  deleted_by_role text check (deleted_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  constraint channels_workspace_id_id unique (workspace_id, id),
  constraint channels_target_check check (target in ('YOUTUBE', 'BUCKET')),
  constraint channels_status_check check (status in ('CONNECTED', 'RECONNECT_NEEDED')),
  constraint channels_reconnect_reason_check
    check (reconnect_reason in ('GRANT_REVOKED', 'SCOPE_MISSING', 'ACCOUNT_SUSPENDED', 'ACCESS_DENIED', 'CREDENTIALS_UNREADABLE'))
);
create unique index "channels_connected" on "channels" ("workspace_id", "target", "external_id") where deleted_at is null;
select protect_tenant_table('channels');
select grant_application('channels', 'select, insert, update');

-- A connection that a person has started at the platform and not completed yet.
create table channel_authorizations (
  state_hash text primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  session_id uuid not null,
  -- The PKCE verifier, encrypted for this row.
  verifier text not null,
  -- The page of the client to which the browser returns.
  redirect_uri text not null,
  expires_at timestamptz(3) not null
);
create index channel_authorizations_expiry on channel_authorizations (expires_at);
select protect_tenant_table('channel_authorizations');
select grant_application('channel_authorizations', 'select, insert, delete');

-- A film at a channel: what was asked for, and what became of it.
create table publications (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  channel_id uuid not null,
  asset_id uuid,
  job_id uuid,
  title text not null,
  description text not null,
  tags text[] not null default '{}',
  category_id text,
  requested_privacy text not null,
  publish_at timestamptz(3),
  playlist_id text,
  thumbnail_asset_id uuid,
  captions boolean not null,
  made_for_kids boolean not null,
  synthetic_media boolean not null,
  status text not null default 'QUEUED',
  -- Work continues at this time, because a quota is used up.
  deferred_until timestamptz(3),
  external_id text,
  url text,
  privacy text,
  uploaded_at timestamptz(3),
  published_at timestamptz(3),
  views bigint,
  likes bigint,
  statistics_at timestamptz(3),
  warnings text[] not null default '{}',
  -- { "code", "message", "hint" } of the job.
  failure jsonb,
  -- The address of the unfinished upload, encrypted for this row: who has it can write to the upload.
  upload_session text,
  -- When the first of its uploads began; null as long as the target cannot have received anything.
  upload_started_at timestamptz(3),
  confirmed_bytes bigint not null default 0,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  foreign key (workspace_id, channel_id) references channels (workspace_id, id) on delete cascade,
  foreign key (workspace_id, asset_id) references assets (workspace_id, id) on delete set null (asset_id),
  foreign key (workspace_id, thumbnail_asset_id) references assets (workspace_id, id) on delete set null (thumbnail_asset_id),
  foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete set null (job_id),
  constraint publications_workspace_id_id unique (workspace_id, id),
  constraint publications_requested_privacy_check check (requested_privacy in ('PRIVATE', 'UNLISTED', 'PUBLIC')),
  constraint publications_privacy_check check (privacy in ('PRIVATE', 'UNLISTED', 'PUBLIC')),
  constraint publications_status_check
    check (status in ('QUEUED', 'UPLOADING', 'DEFERRED', 'PROCESSING', 'SCHEDULED', 'PUBLISHED', 'FAILED', 'CANCELED'))
);
create index "publications_newest" on "publications" ("workspace_id", "id");
create index "publications_job" on "publications" ("job_id");
create index "publications_of_channel" on "publications" ("channel_id");
create index "publications_asset" on "publications" ("asset_id") where asset_id is not null;
create index "publications_thumbnail" on "publications" ("thumbnail_asset_id") where thumbnail_asset_id is not null;
create index "publications_scheduled" on "publications" ("publish_at") where status = 'SCHEDULED';
select protect_tenant_table('publications');
select grant_application('publications', 'select, insert, update');

-- What an account of the operator at a vendor has used of a daily quota. A day is one of Pacific time.
create table api_quotas (
  account text not null,
  quota text not null,
  day date not null,
  used int not null default 0,
  primary key (account, quota, day)
);
select protect_table('api_quotas', 'false');

alter table jobs
  drop constraint jobs_step_check,
  add constraint jobs_step_check check (
    step in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'STREAM', 'ASSEMBLE', 'VERIFY', 'RENDITION', 'DELIVER', 'FETCH', 'PROBE',
      'DERIVE', 'GENERATE', 'UPLOAD', 'THUMBNAIL', 'CAPTIONS', 'PLAYLIST', 'PROCESSING'
    )
  );
alter table job_steps
  drop constraint job_steps_name_check,
  add constraint job_steps_name_check check (
    name in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'STREAM', 'ASSEMBLE', 'VERIFY', 'RENDITION', 'DELIVER', 'FETCH', 'PROBE',
      'DERIVE', 'GENERATE', 'UPLOAD', 'THUMBNAIL', 'CAPTIONS', 'PLAYLIST', 'PROCESSING'
    )
  );
alter table job_events
  drop constraint job_events_step_check,
  add constraint job_events_step_check check (
    step in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'STREAM', 'ASSEMBLE', 'VERIFY', 'RENDITION', 'DELIVER', 'FETCH', 'PROBE',
      'DERIVE', 'GENERATE', 'UPLOAD', 'THUMBNAIL', 'CAPTIONS', 'PLAYLIST', 'PROCESSING'
    )
  );

-- migrate:down
delete from jobs where type = 'PUBLISH';
alter table job_events
  drop constraint job_events_step_check,
  add constraint job_events_step_check check (
    step in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'STREAM', 'ASSEMBLE', 'VERIFY', 'RENDITION', 'DELIVER', 'FETCH', 'PROBE',
      'DERIVE', 'GENERATE', 'UPLOAD'
    )
  );
alter table job_steps
  drop constraint job_steps_name_check,
  add constraint job_steps_name_check check (
    name in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'STREAM', 'ASSEMBLE', 'VERIFY', 'RENDITION', 'DELIVER', 'FETCH', 'PROBE',
      'DERIVE', 'GENERATE', 'UPLOAD'
    )
  );
alter table jobs
  drop constraint jobs_step_check,
  add constraint jobs_step_check check (
    step in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'STREAM', 'ASSEMBLE', 'VERIFY', 'RENDITION', 'DELIVER', 'FETCH', 'PROBE',
      'DERIVE', 'GENERATE', 'UPLOAD'
    )
  );
drop table publications, channel_authorizations, channels, api_quotas;
delete from application_grants
where target in ('publications', 'channel_authorizations', 'channels', 'api_quotas');
