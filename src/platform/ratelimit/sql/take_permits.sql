-- What `spend_permits` returns as `wait`. Processes of earlier versions call this function during an upgrade.
create or replace function take_permits(wanted_key text, permits int, at_most int, window_seconds int)
  returns double precision
  language sql security definer set search_path = public, pg_temp
as $$
  select wait
  from spend_permits(wanted_key, permits, at_most, window_seconds)
$$;

revoke execute on function take_permits(text, int, int, int) from public;
select grant_application('function take_permits(text, int, int, int)', 'execute');
