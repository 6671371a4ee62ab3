-- migrate:up
-- The audit log. No foreign keys: it outlives the people and the objects that it names.
create table audit_events (
  id uuid primary key,
  workspace_id uuid,
  at timestamptz(3) not null default clock_timestamp(),
  actor_kind text not null,
  user_id uuid,
  key_id uuid,
  role text,
  address text,
  user_agent text,
  request_id text not null,
  action text not null,
  subject_id uuid not null,
  before jsonb,
  after jsonb,
  constraint audit_events_actor_kind_check check (actor_kind in ('PERSON', 'KEY', 'NOBODY', 'ENGINE')),
  constraint audit_events_role_check check (role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'))
);
create index audit_events_newest on audit_events (workspace_id, id);
create index audit_events_user on audit_events (user_id, id);
create index audit_events_subject on audit_events (workspace_id, subject_id, id);

-- Events outside every workspace, such as a sign-in, are visible to the user who caused them.
select protect_table('audit_events', $$
  workspace_id = any ((select app_workspace_ids())::uuid[])
  or (workspace_id is null and user_id = (select app_user_id()))
$$);
select grant_application('audit_events', 'select, insert');

-- migrate:down
drop table audit_events;
delete from application_grants where target = 'audit_events';
