-- Locks the row, so a sign-in and a change of the password at the same moment are serialized.
create or replace function own_password_is(wanted text)
  returns boolean
  language sql security definer set search_path = public, pg_temp
begin atomic
  select exists (
    select
    from (
      select id
      from users
      where id = app_user_id()
        and password_hash = wanted
      for share
    ) own
  );
end;

revoke execute on function own_password_is(text) from public;
select grant_application('function own_password_is(text)', 'execute');
