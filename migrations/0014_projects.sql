-- migrate:up
-- The place where people work on a film. `version` counts changes of this row for optimistic locking; `latest_version`
-- is the number of the newest row of project_versions, which renders make.
create table projects (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  brief text,
  script text,
  language text not null,
  aspect_ratio text not null,
  template_id uuid,
  variables jsonb,
  -- Of this workspace, or one that ships with the program.
  preset_id uuid,
  -- Overlays of the film: text, pictures and logos (docs/timeline.md).
  tracks jsonb not null default '[]'::jsonb,
  status text not null default 'DRAFT',
  version int not null default 1,
  latest_version int not null default 0,
  -- Stored, because under row-level security only a plain column can use an index (ADR 3).
  name_key text collate "C" generated always as (fold_text(name)) stored,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  -- The last change of the project or of one of its scenes.
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  deleted_at timestamptz(3),
  deleted_by uuid,
  deleted_by_role text check (deleted_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  foreign key (workspace_id, template_id) references prompt_templates (workspace_id, id) on delete set null (template_id),
  constraint projects_workspace_id_id unique (workspace_id, id),
  constraint projects_aspect_ratio_check check (
    aspect_ratio in ('LANDSCAPE_16_9', 'PORTRAIT_9_16', 'SQUARE_1_1', 'PORTRAIT_4_5')
  ),
  constraint projects_status_check check (status in ('DRAFT', 'RENDERING', 'RENDERED'))
);
create index projects_newest on projects (workspace_id, id);
create index "projects_by_name" on "projects" ("workspace_id", "name_key", "id");
create index "projects_by_update" on "projects" ("workspace_id", "updated_at", "id");
create index "projects_deleted" on "projects" ("deleted_at") where deleted_at is not null;
select protect_tenant_table('projects');
select grant_application('projects', 'select, insert, update');

-- One part of a film. Scenes are ordered by a fractional index, so that moving one changes one row.
create table scenes (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  project_id uuid not null,
  version int not null default 1,
  order_key text collate "C" not null,
  -- The id of the scene in the timeline that it was imported from; null when it has none but its own.
  timeline_id text,
  narration text not null default '',
  visual_prompt text,
  visual_asset_id uuid,
  voice_asset_id uuid,
  caption text,
  fit text not null default 'FILL',
  -- { "x": 0 to 1, "y": 0 to 1 }
  focus jsonb,
  motion text not null default 'NONE',
  trim_start_ms int,
  speed double precision,
  short_clip text not null default 'LOOP',
  transition text not null default 'fade',
  transition_ms int not null default 400,
  duration_ms int,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  foreign key (workspace_id, project_id) references projects (workspace_id, id) on delete cascade,
  foreign key (workspace_id, visual_asset_id) references assets (workspace_id, id) on delete set null (visual_asset_id),
  foreign key (workspace_id, voice_asset_id) references assets (workspace_id, id) on delete set null (voice_asset_id),
  constraint scenes_fit_check check (fit in ('FILL', 'FIT', 'BLUR')),
  constraint scenes_motion_check check (motion in ('NONE', 'GENTLE', 'KEN_BURNS')),
  constraint scenes_short_clip_check check (short_clip in ('LOOP', 'HOLD', 'SLOW'))
);
create index "scenes_order" on "scenes" ("project_id", "order_key", "id");
-- For the deletion of an asset and for Asset.usedIn.
create index "scenes_visual" on "scenes" ("visual_asset_id") where visual_asset_id is not null;
create index "scenes_voice" on "scenes" ("voice_asset_id") where voice_asset_id is not null;
select protect_tenant_table('scenes');
select grant_application('scenes', 'select, insert, update, delete');

-- What a render was made from. Written once: the application may neither change nor delete a row.
create table project_versions (
  project_id uuid not null,
  number int not null,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  document jsonb not null,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  primary key (project_id, number),
  foreign key (workspace_id, project_id) references projects (workspace_id, id) on delete cascade
);
select protect_tenant_table('project_versions');
select grant_application('project_versions', 'select, insert');

-- The project that a job renders, and the version that it was made from.
alter table jobs
  add column project_id uuid,
  add column project_version int,
  add foreign key (workspace_id, project_id) references projects (workspace_id, id) on delete set null (project_id);
create index "jobs_of_project" on "jobs" ("project_id", "id") where project_id is not null;

-- The project that a file was uploaded for, or whose job made it.
alter table assets
  add column project_id uuid,
  add foreign key (workspace_id, project_id) references projects (workspace_id, id) on delete set null (project_id);
create index "assets_of_project" on "assets" ("project_id", "id") where project_id is not null;

-- migrate:down
alter table assets drop column project_id;
alter table jobs
  drop column project_id,
  drop column project_version;
drop table project_versions, scenes, projects;
delete from application_grants
where target in ('project_versions', 'scenes', 'projects');
