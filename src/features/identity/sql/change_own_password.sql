-- Compare-and-set: returns false when the password has changed meanwhile.
create or replace function change_own_password(before text, after text)
  returns boolean
  language sql security definer set search_path = public, pg_temp
begin atomic
  with changed as (
    update users
    set
      password_hash = after,
      password_set_at = now()
    where id = app_user_id()
      and password_hash = before
    returning id
  )
  select exists (select from changed);
end;

revoke execute on function change_own_password(text, text) from public;
select grant_application('function change_own_password(text, text)', 'execute');
