-- Takes permits of a fixed window, all or none. Returns 0 or the seconds to wait, the permits that are left, and the seconds until the window ends.
-- Exact with any number of processes: the upsert locks the row, and the clock is the database's.
create or replace function spend_permits(wanted_key text, permits int, at_most int, window_seconds int)
  returns table (wait double precision, remaining int, ends_in double precision)
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  moment timestamptz := clock_timestamp();
  granted rate_limits;
begin
  insert into rate_limits as r (key, taken, ends_at)
  values (wanted_key, permits, moment + make_interval(secs => window_seconds))
  on conflict (key) do update
    set
      taken = case when r.ends_at <= moment then permits else r.taken + permits end,
      ends_at = case when r.ends_at <= moment then excluded.ends_at else r.ends_at end
    where r.ends_at <= moment or r.taken + permits <= at_most
  returning * into granted;
  if granted.key is not null then
    return query
      select 0::double precision, greatest(0, at_most - granted.taken), extract(epoch from granted.ends_at - moment)::double precision;
    return;
  end if;
  return query
    select
      greatest(1, extract(epoch from r.ends_at - moment))::double precision,
      0,
      greatest(1, extract(epoch from r.ends_at - moment))::double precision
    from rate_limits r
    where r.key = wanted_key;
end
$$;

revoke execute on function spend_permits(text, int, int, int) from public;
select grant_application('function spend_permits(text, int, int, int)', 'execute');
