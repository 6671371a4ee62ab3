-- The hash of the current user's password. The application cannot read the column, so a fault in one of its queries
-- exposes no password hash.
create or replace function own_password_hash()
  returns text
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select password_hash
  from users
  where id = app_user_id();
end;

revoke execute on function own_password_hash() from public;
select grant_application('function own_password_hash()', 'execute');
