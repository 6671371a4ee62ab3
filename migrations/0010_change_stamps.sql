-- migrate:up
-- Who created, last changed and ended a row, when, and with which role: so that a row tells it without a search of the
-- audit log. Written by ChangeStamper (src/platform/database/change-stamps.ts).
alter table workspaces
  add column created_by uuid,
  add column created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column updated_at timestamptz(3),
  add column updated_by uuid,
  add column updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column deleted_by uuid,
  add column deleted_by_role text check (deleted_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'));
alter table memberships
  add column created_by uuid,
  add column created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column updated_at timestamptz(3),
  add column updated_by uuid,
  add column updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'));
alter table invitations
  add column created_by uuid,
  add column created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column updated_at timestamptz(3),
  add column updated_by uuid,
  add column updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column ended_by uuid,
  add column ended_by_role text check (ended_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'));
alter table api_keys
  add column created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column updated_at timestamptz(3),
  add column updated_by uuid,
  add column updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column revoked_by uuid,
  add column revoked_by_role text check (revoked_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'));
alter table assets
  add column created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column updated_at timestamptz(3),
  add column updated_by uuid,
  add column updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column deleted_by uuid,
  add column deleted_by_role text check (deleted_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'));
alter table share_links
  add column created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column updated_at timestamptz(3),
  add column updated_by uuid,
  add column updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column revoked_by uuid,
  add column revoked_by_role text check (revoked_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'));
alter table webhooks
  add column created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  add column updated_at timestamptz(3),
  add column updated_by uuid,
  add column updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'));
-- Apart from these, a key's last use and end are all that the application may change.
select grant_application('api_keys', 'update (updated_at, updated_by, updated_by_role, revoked_by, revoked_by_role)');
-- Columns of share_links are granted one by one.
select grant_application_columns('share_links', 'password_hash');

-- migrate:down
delete from application_grants
where target = 'api_keys'
  and privileges = 'update (updated_at, updated_by, updated_by_role, revoked_by, revoked_by_role)';
alter table workspaces
  drop column created_by,
  drop column created_by_role,
  drop column updated_at,
  drop column updated_by,
  drop column updated_by_role,
  drop column deleted_by,
  drop column deleted_by_role;
alter table memberships
  drop column created_by,
  drop column created_by_role,
  drop column updated_at,
  drop column updated_by,
  drop column updated_by_role;
alter table invitations
  drop column created_by,
  drop column created_by_role,
  drop column updated_at,
  drop column updated_by,
  drop column updated_by_role,
  drop column ended_by,
  drop column ended_by_role;
alter table api_keys
  drop column created_by_role,
  drop column updated_at,
  drop column updated_by,
  drop column updated_by_role,
  drop column revoked_by,
  drop column revoked_by_role;
alter table assets
  drop column created_by_role,
  drop column updated_at,
  drop column updated_by,
  drop column updated_by_role,
  drop column deleted_by,
  drop column deleted_by_role;
alter table share_links
  drop column created_by_role,
  drop column updated_at,
  drop column updated_by,
  drop column updated_by_role,
  drop column revoked_by,
  drop column revoked_by_role;
alter table webhooks
  drop column created_by_role,
  drop column updated_at,
  drop column updated_by,
  drop column updated_by_role;
select grant_application_columns('share_links', 'password_hash');
