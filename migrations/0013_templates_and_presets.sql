-- migrate:up
-- A named set of film options; a column that is null leaves its option to the next source of the precedence. Presets
-- that ship with the program are files (src/platform/catalogue/presets) with ids of their own and no rows, so columns
-- that name a preset have no foreign key (decision 26).
create table presets (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  description text,
  model text,
  resolution text,
  aspect_ratio text,
  fps int,
  language text,
  voice text,
  look text,
  caption_style text,
  transition text,
  motion text,
  brand_colors text[],
  provider_order text[],
  font_asset_id uuid,
  logo_asset_id uuid,
  music_asset_id uuid,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  deleted_at timestamptz(3),
  deleted_by uuid,
  deleted_by_role text check (deleted_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  foreign key (workspace_id, font_asset_id) references assets (workspace_id, id) on delete set null (font_asset_id),
  foreign key (workspace_id, logo_asset_id) references assets (workspace_id, id) on delete set null (logo_asset_id),
  foreign key (workspace_id, music_asset_id) references assets (workspace_id, id) on delete set null (music_asset_id),
  constraint presets_workspace_id_id unique (workspace_id, id)
);
-- For the deletion of an asset.
create index "presets_font" on "presets" ("font_asset_id") where font_asset_id is not null;
create index "presets_logo" on "presets" ("logo_asset_id") where logo_asset_id is not null;
create index "presets_music" on "presets" ("music_asset_id") where music_asset_id is not null;
select protect_tenant_table('presets');
select grant_application('presets', 'select, insert, update');

-- Text with {{variables}} that becomes the prompt or the script of a film.
create table prompt_templates (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  description text,
  writes text not null,
  text text not null,
  variables jsonb not null default '[]'::jsonb,
  -- The options of its films; of this workspace or one that ships with the program.
  preset_id uuid,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  deleted_at timestamptz(3),
  deleted_by uuid,
  deleted_by_role text check (deleted_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  constraint prompt_templates_workspace_id_id unique (workspace_id, id),
  constraint prompt_templates_writes_check check (writes in ('PROMPT', 'SCRIPT'))
);
select protect_tenant_table('prompt_templates');
select grant_application('prompt_templates', 'select, insert, update');

-- The preset of films that name none; of this workspace or one that ships with the program.
alter table workspaces add column default_preset_id uuid;

-- What a client attached to a job, and where each of its options came from.
alter table jobs
  add column metadata jsonb,
  add column resolved_preset jsonb;

-- A webhook of one job receives its end and nothing else. The secret of the workspace's callbacks signs it.
alter table webhooks
  add column job_id uuid,
  alter column secret drop not null,
  add foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete cascade,
  add constraint webhooks_secret_check check ((secret is null) = (job_id is not null));
create unique index "webhooks_job" on "webhooks" ("job_id") where job_id is not null;
-- Every event of a job reads the webhooks of its workspace: those of other jobs must not count.
create index "webhooks_of_workspace" on "webhooks" ("workspace_id") where job_id is null;

create table callback_secrets (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  -- Encrypted. A rotated secret, in `previous_secrets`, also signs for 24 hours.
  secret text not null,
  previous_secrets jsonb not null default '[]'::jsonb,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'))
);
select protect_tenant_table('callback_secrets');
select grant_application('callback_secrets', 'select, insert, update');

-- migrate:down
drop table callback_secrets;
delete from webhooks where job_id is not null;
drop index webhooks_of_workspace;
alter table webhooks
  drop column job_id,
  alter column secret set not null;
alter table jobs
  drop column metadata,
  drop column resolved_preset;
alter table workspaces drop column default_preset_id;
drop table prompt_templates, presets;
delete from application_grants
where target in ('callback_secrets', 'prompt_templates', 'presets');
