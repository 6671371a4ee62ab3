create or replace function return_permit(wanted_key text)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update rate_limits
  set taken = greatest(0, taken - 1)
  where key = wanted_key;
end;

revoke execute on function return_permit(text) from public;
select grant_application('function return_permit(text)', 'execute');
