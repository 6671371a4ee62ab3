-- migrate:up
-- Compares a person by equality in the exclusion constraint of slot_times. It is a trusted extension, so the owner of
-- the database may create it. In a schema of its own, because it brings two hundred functions.
create schema if not exists extensions;
create extension if not exists btree_gist with schema extensions;

-- Times that two people of a workspace agree on.
create table slots (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  -- The slots that one call created.
  series_id uuid not null,
  status text not null,
  giver_id uuid not null references users (id),
  taker_id uuid references users (id),
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  -- For people; the times are exact without it.
  time_zone text not null,
  -- Minutes that the giver keeps free around the slot.
  buffer_before_minutes int not null default 0,
  buffer_after_minutes int not null default 0,
  title text not null,
  meeting_url text,
  project_id uuid,
  cancel_reason text,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  created_as text not null,
  updated_at timestamptz(3),
  updated_by uuid references users (id),
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_as text,
  deleted_at timestamptz(3),
  deleted_by uuid,
  deleted_by_role text check (deleted_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  deleted_as text,
  foreign key (workspace_id, project_id) references projects (workspace_id, id) on delete set null (project_id),
  constraint slots_status_check
    check (status in ('AVAILABLE', 'PENDING', 'BOOKED', 'DECLINED', 'CANCELED', 'COMPLETED')),
  constraint slots_created_as_check check (created_as in ('GIVER', 'TAKER', 'SYSTEM')),
  constraint slots_updated_as_check check (updated_as in ('GIVER', 'TAKER', 'SYSTEM')),
  constraint slots_deleted_as_check check (deleted_as in ('GIVER', 'TAKER', 'SYSTEM')),
  constraint slots_times_check check (starts_at < ends_at),
  constraint slots_buffers_check check (buffer_before_minutes >= 0 and buffer_after_minutes >= 0),
  constraint slots_people_check check (giver_id <> taker_id),
  constraint slots_taker_check check (status <> 'BOOKED' or taker_id is not null)
);
create index slots_by_start on slots (workspace_id, starts_at, id);
create index slots_newest on slots (workspace_id, id);
create index slots_of_series on slots (series_id, id);
create index slots_of_giver on slots (giver_id, starts_at);
create index slots_of_taker on slots (taker_id, starts_at);
create index "slots_to_end" on "slots" ("starts_at") where status in ('AVAILABLE', 'PENDING', 'BOOKED') and deleted_at is null;
create index "slots_deleted" on "slots" ("deleted_at") where deleted_at is not null;
select protect_tenant_table('slots');
select grant_application('slots', 'select, insert, update');

-- When a person is taken by a slot of any workspace, as giver or as taker. Written by hold_slot_times alone: the application
-- has no access, and the constraint holds whatever code changes a slot.
create table slot_times (
  slot_id uuid not null references slots (id) on delete cascade,
  person_id uuid not null references users (id),
  during tstzrange not null,
  primary key (slot_id, person_id),
  constraint slot_times_no_overlap exclude using gist (person_id with =, during with &&)
);
select protect_table('slot_times', 'false');

-- Private addresses of a person's calendar.
create table calendar_feeds (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  name text not null,
  -- SHA-256 of the secret in the address.
  secret_hash text not null,
  created_at timestamptz(3) not null default now(),
  revoked_at timestamptz(3),
  constraint calendar_feeds_secret unique (secret_hash)
);
create index calendar_feeds_of_user on calendar_feeds (user_id, id);
select protect_table('calendar_feeds', 'user_id = (select app_user_id())');
select grant_application('calendar_feeds', 'select, insert, update');

-- migrate:down
-- The extension stays: other tables of the operator may use it.
drop table calendar_feeds, slot_times, slots;
delete from application_grants
where target in ('slots', 'calendar_feeds');
