create or replace function app_is_administrator()
  returns boolean
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select exists (
    select
    from administrators a
    where a.user_id = app_user_id()
      and not exists (select from suspensions s where s.user_id = a.user_id)
  );
end;

revoke execute on function app_is_administrator() from public;
select grant_application('function app_is_administrator()', 'execute');
