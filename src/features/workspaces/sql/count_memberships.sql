-- Includes memberships created after the request began, which its list of workspaces does not contain.
create or replace function count_memberships()
  returns int
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select count(*)::int
  from memberships
  where user_id = app_user_id();
end;

revoke execute on function count_memberships() from public;
select grant_application('function count_memberships()', 'execute');
