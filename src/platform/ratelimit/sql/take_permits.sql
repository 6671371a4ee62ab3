-- Takes permits of a fixed window. Returns 0, or the seconds until the window ends when too few are left.
-- Exact with any number of processes: the upsert locks the row, and the clock is the database's.
create or replace function take_permits(wanted_key text, permits int, at_most int, window_seconds int)
  returns double precision
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  moment timestamptz := clock_timestamp();
  granted int;
begin
  insert into rate_limits as r (key, taken, ends_at)
  values (wanted_key, permits, moment + make_interval(secs => window_seconds))
  on conflict (key) do update
    set
      taken = case when r.ends_at <= moment then permits else r.taken + permits end,
      ends_at = case when r.ends_at <= moment then excluded.ends_at else r.ends_at end
    where r.ends_at <= moment or r.taken + permits <= at_most
  returning taken into granted;
  if granted is not null then
    return 0;
  end if;
  return (
    select greatest(1, extract(epoch from ends_at - moment))
    from rate_limits
    where key = wanted_key
  );
end
$$;

revoke execute on function take_permits(text, int, int, int) from public;
select grant_application('function take_permits(text, int, int, int)', 'execute');
