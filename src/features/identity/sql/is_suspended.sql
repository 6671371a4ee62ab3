-- Whether the acting person is suspended. A definer, because the application cannot read suspensions.
create or replace function is_suspended()
  returns boolean
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select exists (select from suspensions where user_id = app_user_id());
end;

revoke execute on function is_suspended() from public;
select grant_application('function is_suspended()', 'execute');
