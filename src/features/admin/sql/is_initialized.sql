create or replace function is_initialized()
  returns boolean
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select exists (select from installation where initialized_at is not null);
end;

revoke execute on function is_initialized() from public;
select grant_application('function is_initialized()', 'execute');
