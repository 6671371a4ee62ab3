-- Workspaces that the current user owned and can still restore. A deleted workspace has no members, so row-level
-- security hides it.
create or replace function deleted_workspaces()
  returns table (id uuid, name text, deleted_at timestamptz, restorable_until timestamptz)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select w.id, w.name, w.deleted_at, w.restorable_until
  from former_memberships f
  join workspaces w on w.id = f.workspace_id
  where f.user_id = app_user_id()
    and f.role = 'OWNER'
    and w.restorable_until > clock_timestamp();
end;

revoke execute on function deleted_workspaces() from public;
select grant_application('function deleted_workspaces()', 'execute');
