-- Without this, a restored workspace could have an owner whose account is deleted.
create or replace function delete_former_memberships()
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  delete from former_memberships
  where user_id = app_user_id();
end;

revoke execute on function delete_former_memberships() from public;
select grant_application('function delete_former_memberships()', 'execute');
