-- migrate:up
create table workspaces (
  id uuid primary key,
  name text not null,
  created_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  restorable_until timestamptz(3),
  -- The user whose sign-up credits this workspace receives once their address is verified.
  signup_credits_for uuid,
  constraint workspaces_deletion_check check ((deleted_at is null) = (restorable_until is null))
);
select protect_table('workspaces', 'id = any ((select app_workspace_ids())::uuid[])');
select grant_application('workspaces', 'select, insert, update');

create table memberships (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  role text not null,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, user_id),
  constraint memberships_role_check check (role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'))
);
create index memberships_user on memberships (user_id);
select protect_tenant_table('memberships');
select grant_application('memberships', 'select, insert, update');
select grant_application('memberships', 'delete');
-- Members of a workspace see each other. The policy `visible` of users restricts writes to the user's own row.
-- By the row's own index: a list of all fellow members would be built for each statement that reads a person.
create policy fellow_members on users for select using (exists (select from memberships where user_id = users.id));

\include features/workspaces/sql/app_is_member.sql
-- Nobody can forge an event of another workspace or account.
create policy written on audit_events for insert with check (
  case
    when workspace_id is null then user_id is null or user_id = app_user_id()
    else workspace_id = any (app_workspace_ids()) or app_is_member(workspace_id)
  end
);

-- Members of deleted workspaces. A deleted workspace has no rows in `memberships`, so no query can reach its data.
create table former_memberships (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  role text not null,
  created_at timestamptz(3) not null,
  primary key (workspace_id, user_id),
  constraint former_memberships_role_check check (role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'))
);
create index former_memberships_user on former_memberships (user_id);
select protect_tenant_table('former_memberships');
select grant_application('former_memberships', 'select, insert, delete');

-- Tokens are stored as SHA-256 of 32 random bytes: a copy of the table accepts no invitation.
create table invitations (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  email text not null,
  email_key text not null,
  role text not null,
  token_hash text not null,
  status text not null default 'PENDING',
  invited_by uuid references users (id) on delete set null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint invitations_token_hash_unique unique (token_hash),
  constraint invitations_role_check check (role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  constraint invitations_status_check check (status in ('PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED'))
);
-- One pending invitation per address.
create unique index "invitations_pending" on "invitations" ("workspace_id", "email_key") where status = 'PENDING';
select protect_tenant_table('invitations');
select grant_application('invitations', 'select, insert, update');

create table api_keys (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  role text not null,
  -- The first characters of the key, shown in lists.
  prefix text not null,
  hash text not null,
  created_by uuid not null references users (id) on delete cascade,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  constraint api_keys_hash_unique unique (hash),
  constraint api_keys_role_check check (role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'))
);
create index api_keys_newest on api_keys (workspace_id, id);
create index api_keys_created_by on api_keys (created_by);
select protect_tenant_table('api_keys');
select grant_application('api_keys', 'select, insert');
-- The application cannot change a key's role, workspace or hash, so a key never gains permissions.
select grant_application('api_keys', 'update (last_used_at, revoked_at)');

-- The event log of a workspace, written by triggers in the transaction of the change.
-- Ordered by transaction: ids and times are drawn before the commit, so a reader that stays below the oldest running
-- transaction misses nothing. No foreign keys to subjects or users: events remain when these are deleted.
create table workspace_events (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  xact xid8 not null default pg_current_xact_id(),
  id bigserial not null,
  at timestamptz(3) not null default clock_timestamp(),
  type text not null,
  action text not null,
  subject_id uuid not null,
  actor_id uuid,
  -- Slow readers may skip this event (progress).
  may_skip boolean not null default false,
  primary key (workspace_id, xact, id),
  constraint workspace_events_type_check check (
    type in ('JOB', 'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'MEMBER', 'CHANNEL', 'SLOT')
  ),
  constraint workspace_events_action_check check (action in ('CREATED', 'UPDATED', 'DELETED'))
);
create index workspace_events_age on workspace_events (at);
create index "workspace_events_progress" on "workspace_events" ("subject_id", "at") where may_skip;
select protect_tenant_table('workspace_events');
select grant_application('workspace_events', 'select');

-- The first call with a key stores its input and the id of what it creates; a repeat returns the same object.
create table idempotency_keys (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  mutation text not null,
  key text not null,
  input_hash text not null,
  subject_id uuid not null,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, mutation, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);
select protect_tenant_table('idempotency_keys');
select grant_application('idempotency_keys', 'select, insert, delete');

-- migrate:down
drop policy written on audit_events;
drop policy fellow_members on users;
drop function app_is_member(uuid);
drop table
  idempotency_keys,
  workspace_events,
  api_keys,
  invitations,
  former_memberships,
  memberships,
  workspaces;
delete from application_grants
where target in (
  'idempotency_keys', 'workspace_events', 'api_keys', 'invitations', 'former_memberships', 'memberships', 'workspaces'
);
