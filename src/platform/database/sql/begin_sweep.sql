-- Takes the lease of a periodic task unless it was taken within `pause`. One statement, so one worker wins.
create or replace function begin_sweep(wanted text, pause interval)
  returns boolean
  language plpgsql security definer set search_path = public
as $$
begin
  insert into sweeps values (wanted, clock_timestamp())
  on conflict (name) do update
    set begun_at = excluded.begun_at
    where sweeps.begun_at <= excluded.begun_at - pause;
  return found;
end
$$;

revoke execute on function begin_sweep(text, interval) from public;
select grant_application('function begin_sweep(text, interval)', 'execute');
