-- migrate:up
\include platform/database/sql/fold_text.sql

-- The content-addressed cache of step results in the object store.
create table artifacts (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  hash text not null,
  storage_key text not null,
  content_type text not null,
  byte_size bigint not null,
  metadata jsonb not null,
  created_at timestamptz(3) not null default now(),
  used_at timestamptz(3) not null default now(),
  -- First phase of garbage collection; a mark older than `used_at` is void.
  marked_at timestamptz(3),
  constraint artifacts_hash unique (workspace_id, hash)
);
create index artifacts_used on artifacts (used_at);
-- Object stores list keys in byte order.
create index "artifacts_key" on "artifacts" ("storage_key" collate "C");
select protect_tenant_table('artifacts');
select grant_application('artifacts', 'select, insert, update');

-- The files of a workspace: uploaded, imported or rendered.
create table assets (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  job_id uuid,
  role text,
  kind text not null,
  status text not null,
  name text not null,
  file_name text not null,
  content_type text not null,
  byte_size bigint not null,
  sha256 text,
  width int,
  height int,
  duration_ms int,
  fps double precision,
  codecs text[] not null default '{}',
  tags text[] not null default '{}',
  storage_key text not null,
  created_by uuid references users (id),
  created_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  metadata jsonb,
  rejection text,
  rejection_hint text,
  -- File names of the derived objects, beside `storage_key`.
  derived text[] not null default '{}',
  derived_bytes bigint not null default 0,
  -- Sort and search key: name and file name, folded. The line break sorts below every character of a name.
  -- Stored, because under row-level security only a plain column can use an index (ADR 3).
  name_key text collate "C" generated always as (fold_text(name || chr(10) || file_name)) stored,
  -- Set once the objects are being removed: the asset can no longer be restored.
  purging_since timestamptz(3),
  -- The least role that may read the asset: every member, or administrators (exports of the audit log).
  access text not null default 'VIEWER',
  -- An asset remains when the job that made it is deleted.
  foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete set null (job_id),
  constraint assets_workspace_id_id unique (workspace_id, id),
  constraint assets_access_check check (access in ('VIEWER', 'ADMIN')),
  constraint assets_role_check check (role in ('VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'DOCUMENT')),
  constraint assets_kind_check check (kind in ('VIDEO', 'IMAGE', 'AUDIO', 'CAPTION', 'FONT', 'DOCUMENT')),
  constraint assets_status_check check (status in ('PENDING', 'PROCESSING', 'READY', 'REJECTED', 'DELETED')),
  constraint assets_rejection_check check (
    rejection in (
      'FILE_MISSING', 'EMPTY_FILE', 'TOO_LARGE', 'SIZE_MISMATCH', 'HASH_MISMATCH', 'TYPE_UNKNOWN', 'TYPE_MISMATCH',
      'ACTIVE_CONTENT', 'PLAYLIST', 'ARCHIVE', 'POLYGLOT', 'DAMAGED', 'UNSUPPORTED_ENCODING', 'EXTERNAL_REFERENCE',
      'TOO_MANY_PIXELS', 'TOO_MANY_FRAMES', 'TOO_MANY_STREAMS', 'TOO_LONG', 'FRAME_RATE_TOO_HIGH',
      'BIT_DEPTH_TOO_HIGH', 'EXPANDS_TOO_MUCH', 'TOO_COMPLEX', 'FONT_INVALID', 'CAPTIONS_INVALID', 'FETCH_FAILED',
      'INGEST_FAILED', 'CANCELED'
    )
  )
);
create index assets_newest on assets (workspace_id, id);
create index assets_job on assets (job_id);
create index "assets_by_name" on "assets" ("workspace_id", "name_key", "id");
create index "assets_by_size" on "assets" ("workspace_id", "byte_size", "id");
create index "assets_content" on "assets" ("workspace_id", "sha256") where status = 'READY' and role is null;
create index "assets_deleted" on "assets" ("deleted_at") where status = 'DELETED';
-- Object stores list keys in byte order.
create index "assets_key" on "assets" ("storage_key" collate "C");
create index "assets_derived" on "assets" ("storage_key" collate "C") where derived <> '{}';
select protect_table('assets', $$
  workspace_id = any ((select app_workspace_ids())::uuid[])
  and (access = 'VIEWER' or workspace_id = any ((select app_admin_workspace_ids())::uuid[]))
$$);
select grant_application('assets', 'select, insert, update');

-- Uploads in progress. An upload has the id of its asset, which holds the announced name, type and size.
create table upload_sessions (
  id uuid primary key,
  workspace_id uuid not null,
  status text not null default 'OPEN',
  part_size bigint not null,
  -- The store's id of a multipart upload.
  store_id text,
  expires_at timestamptz(3) not null default clock_timestamp() + interval '20 hours',
  ended_at timestamptz(3),
  foreign key (workspace_id, id) references assets (workspace_id, id) on delete cascade,
  constraint upload_sessions_status_check check (status in ('OPEN', 'COMPLETED', 'ABORTED', 'EXPIRED'))
);
create index "upload_sessions_open" on "upload_sessions" ("expires_at") where status = 'OPEN';
create index "upload_sessions_open_of_workspace" on "upload_sessions" ("workspace_id") where status = 'OPEN';
create index "upload_sessions_ended" on "upload_sessions" ("ended_at") where status <> 'OPEN';
select protect_tenant_table('upload_sessions');
select grant_application('upload_sessions', 'select, insert, update');

-- Bytes used and reserved, written only by the trigger `count_storage`. Its row lock makes the quota exact.
create table workspace_storage (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  used bigint not null default 0,
  reserved bigint not null default 0,
  constraint workspace_storage_check check (used >= 0 and reserved >= 0)
);
select protect_tenant_table('workspace_storage');

-- The assets that a job reads. They are not purged while the job is open.
create table asset_uses (
  workspace_id uuid not null,
  job_id uuid not null,
  asset_id uuid not null,
  primary key (job_id, asset_id),
  foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete cascade,
  foreign key (workspace_id, asset_id) references assets (workspace_id, id) on delete cascade
);
create index "asset_uses_asset" on "asset_uses" ("asset_id");
select protect_tenant_table('asset_uses');
select grant_application('asset_uses', 'select, insert');

-- Public links to assets. Only the hash of the token is stored: the URL is shown once.
create table share_links (
  id uuid primary key,
  workspace_id uuid not null,
  asset_id uuid not null,
  token_hash text not null,
  password_hash text,
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  created_by uuid references users (id),
  created_at timestamptz(3) not null default now(),
  has_password boolean not null generated always as (password_hash is not null) stored,
  constraint share_links_token unique (token_hash),
  foreign key (workspace_id, asset_id) references assets (workspace_id, id) on delete cascade
);
create index "share_links_of_asset" on "share_links" ("asset_id", "id");
select protect_tenant_table('share_links');
select grant_application_columns('share_links', 'password_hash');

-- migrate:down
drop table share_links, asset_uses, workspace_storage, upload_sessions, assets, artifacts;
drop function fold_text(text);
delete from application_grants
where target in ('share_links', 'asset_uses', 'upload_sessions', 'assets', 'artifacts');
