-- Takes the lease of a periodic task unless it was taken within `pause`. One statement, so one worker wins.
create or replace function acquire_lease(task text, pause interval)
  returns boolean
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  insert into maintenance_leases values (task, clock_timestamp())
  on conflict (name) do update
    set acquired_at = excluded.acquired_at
    where maintenance_leases.acquired_at <= excluded.acquired_at - pause;
  return found;
end
$$;

revoke execute on function acquire_lease(text, interval) from public;
select grant_application('function acquire_lease(text, interval)', 'execute');
