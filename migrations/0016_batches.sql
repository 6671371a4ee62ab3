-- migrate:up
-- Many films of one template, one for each row.
create table batches (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  status text not null default 'RUNNING',
  template_id uuid,
  -- Of this workspace, or one that ships with the program.
  preset_id uuid,
  -- The template and the options of presets as they were when the batch was created.
  source jsonb not null,
  -- The maximum cost of all rows.
  credits_reserved int not null,
  -- Holds the credits of the rows that wait; null when none does.
  reservation_id uuid,
  -- When a worker last looked after it, and the progress that it last reported as a workspace event.
  tended_at timestamptz(3),
  reported_progress double precision not null default 0,
  -- Stored, because under row-level security only a plain column can use an index (ADR 3).
  name_key text collate "C" generated always as (fold_text(name)) stored,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  finished_at timestamptz(3),
  foreign key (workspace_id, template_id) references prompt_templates (workspace_id, id) on delete set null (template_id),
  constraint batches_workspace_id_id unique (workspace_id, id),
  constraint batches_status_check check (status in ('RUNNING', 'PAUSED', 'COMPLETED', 'CANCELED'))
);
create index batches_newest on batches (workspace_id, id);
create index "batches_by_name" on "batches" ("workspace_id", "name_key", "id");
create index "batches_open" on "batches" ("id") where status in ('RUNNING', 'PAUSED');
create index "batches_ended" on "batches" ("finished_at") where finished_at is not null;
select protect_tenant_table('batches');
select grant_application('batches', 'select, insert, update');

-- A row waits until a wave makes a job of it; from then on its state is that of its job.
create table batch_rows (
  batch_id uuid not null,
  -- From 1.
  number int not null,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  variables jsonb not null,
  -- The maximum cost of its film.
  credits int not null,
  credits_charged int not null default 0,
  status text not null default 'WAITING',
  -- { "code", "message" }; kept when the job is deleted.
  failure jsonb,
  primary key (batch_id, number),
  foreign key (workspace_id, batch_id) references batches (workspace_id, id) on delete cascade,
  constraint batch_rows_status_check check (status in ('WAITING', 'QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'))
);
create index "batch_rows_waiting" on "batch_rows" ("batch_id", "number") where status = 'WAITING';
select protect_tenant_table('batch_rows');
select grant_application('batch_rows', 'select, insert, update');

-- The row that a job makes the film of. A row has one job; a deleted one does not count.
alter table jobs
  add column batch_id uuid,
  add column batch_row int,
  add foreign key (workspace_id, batch_id) references batches (workspace_id, id) on delete set null (batch_id);
create unique index "jobs_batch_row" on "jobs" ("batch_id", "batch_row") where batch_id is not null and deleted_at is null;
create index "jobs_of_batch" on "jobs" ("batch_id", "id") where batch_id is not null;
create index "jobs_open_of_batch" on "jobs" ("batch_id") where batch_id is not null and status in ('QUEUED', 'RUNNING');

-- Tables are files that members upload.
alter table assets
  drop constraint assets_rejection_check,
  add constraint assets_rejection_check check (
    rejection in (
      'FILE_MISSING', 'EMPTY_FILE', 'TOO_LARGE', 'SIZE_MISMATCH', 'HASH_MISMATCH', 'TYPE_UNKNOWN', 'TYPE_MISMATCH',
      'ACTIVE_CONTENT', 'PLAYLIST', 'ARCHIVE', 'POLYGLOT', 'DAMAGED', 'UNSUPPORTED_ENCODING', 'EXTERNAL_REFERENCE',
      'TOO_MANY_PIXELS', 'TOO_MANY_FRAMES', 'TOO_MANY_STREAMS', 'TOO_LONG', 'FRAME_RATE_TOO_HIGH',
      'BIT_DEPTH_TOO_HIGH', 'EXPANDS_TOO_MUCH', 'TOO_COMPLEX', 'FONT_INVALID', 'CAPTIONS_INVALID', 'DOCUMENT_INVALID',
      'FETCH_FAILED', 'INGEST_FAILED', 'CANCELED'
    )
  );

-- migrate:down
update assets set rejection = 'TYPE_UNKNOWN' where rejection = 'DOCUMENT_INVALID';
alter table assets
  drop constraint assets_rejection_check,
  add constraint assets_rejection_check check (
    rejection in (
      'FILE_MISSING', 'EMPTY_FILE', 'TOO_LARGE', 'SIZE_MISMATCH', 'HASH_MISMATCH', 'TYPE_UNKNOWN', 'TYPE_MISMATCH',
      'ACTIVE_CONTENT', 'PLAYLIST', 'ARCHIVE', 'POLYGLOT', 'DAMAGED', 'UNSUPPORTED_ENCODING', 'EXTERNAL_REFERENCE',
      'TOO_MANY_PIXELS', 'TOO_MANY_FRAMES', 'TOO_MANY_STREAMS', 'TOO_LONG', 'FRAME_RATE_TOO_HIGH',
      'BIT_DEPTH_TOO_HIGH', 'EXPANDS_TOO_MUCH', 'TOO_COMPLEX', 'FONT_INVALID', 'CAPTIONS_INVALID', 'FETCH_FAILED',
      'INGEST_FAILED', 'CANCELED'
    )
  );
alter table jobs
  drop column batch_id,
  drop column batch_row;
drop table batch_rows, batches;
delete from application_grants
where target in ('batch_rows', 'batches');
