-- All workspaces of the actor, looked up by the memberships.
create or replace function app_own_workspace_ids()
  returns uuid[]
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select array(select workspace_id from memberships where user_id = app_user_id());
end;

revoke execute on function app_own_workspace_ids() from public;
select grant_application('function app_own_workspace_ids()', 'execute');
