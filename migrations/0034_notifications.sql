-- migrate:up
-- The language for members who have chosen none, and for people who are invited: a BCP 47 tag.
alter table workspaces add column locale text;

-- How a person receives notifications of a kind. A kind without a row has the default of the program.
create table notification_settings (
  user_id uuid not null references users (id) on delete cascade,
  kind text not null,
  channel text not null,
  primary key (user_id, kind),
  constraint notification_settings_channel_check check (channel in ('IN_APP', 'EMAIL', 'BOTH', 'OFF'))
);
select protect_table('notification_settings', 'user_id = (select app_user_id())');
select grant_application('notification_settings', 'select, insert, update');

-- What a person was told: one row for each event and person. The texts are made from `kind` and `params` when they are read.
create table notifications (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  kind text not null,
  -- Identifies the event.
  event_key text not null,
  -- The object that the event is about.
  subject_id uuid,
  params jsonb not null,
  -- False for a person who receives this kind by email only: the row then remembers that the email was sent.
  in_app boolean not null,
  read_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  -- The position in the person's log, as in workspace_events.
  xact xid8 not null default pg_current_xact_id(),
  number bigserial not null,
  constraint notifications_once unique (user_id, event_key)
);
create index notifications_newest on notifications (user_id, id);
create index notifications_log on notifications (user_id, xact, number);
create index "notifications_unread" on "notifications" ("user_id", "workspace_id") where read_at is null and in_app;
-- Notifications of a workspace are hidden from people who have left it. An invited person is not a member yet.
select protect_table(
  'notifications',
  $$user_id = (select app_user_id())
    and in_app
    and (kind = 'INVITATION_RECEIVED' or workspace_id = any ((select app_workspace_ids())::uuid[]))$$
);
select grant_application('notifications', 'select');
select grant_application('notifications', 'update (read_at)');

-- Up to where the event log of a workspace was read for notifications.
create table notification_cursors (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  xact xid8 not null default '0',
  event_id bigint not null default 0
);
select protect_tenant_table('notification_cursors');
select grant_application('notification_cursors', 'select, insert, update');
-- Nobody is notified of what happened before.
insert into notification_cursors (workspace_id, xact)
select id, pg_current_xact_id()
from workspaces;

-- migrate:down
drop table notification_cursors, notifications, notification_settings;
delete from application_grants where target in ('notification_cursors', 'notifications', 'notification_settings');
alter table workspaces drop column locale;
