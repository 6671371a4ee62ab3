-- Recomputes the figures of the last eight days, and on the first call of all days back to a year. Ids contain the time of
-- their creation, so ranges of ids read only rows that are needed. A definer, because figures span workspaces.
create or replace function roll_up_installation_days()
  returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  today date := (clock_timestamp() at time zone 'UTC')::date;
  first_day date := today - case when exists (select from installation_days) then 8 else 365 end;
  first_ms bigint := extract(epoch from first_day::timestamp at time zone 'UTC') * 1000;
  first_id uuid := (lpad(to_hex(first_ms), 12, '0') || repeat('0', 20))::uuid;
  -- Calls count on the day on which they end, up to two days after the creation of their ids.
  first_call uuid := (lpad(to_hex(first_ms - 2 * 86400000), 12, '0') || repeat('0', 20))::uuid;
begin
  insert into installation_days (
    day, users, jobs, films, failed, failures, credits_granted, credits_charged, spent_micros, storage_bytes
  )
  select
    d.day::date,
    coalesce(u.users, 0),
    coalesce(j.jobs, 0),
    coalesce(j.films, 0),
    coalesce(j.failed, 0),
    coalesce(f.failures, '{}'),
    coalesce(c.granted, 0),
    coalesce(c.charged, 0),
    coalesce(p.micros, 0),
    case when d.day::date = today then (select coalesce(sum(used), 0) from workspace_storage) else 0 end
  from generate_series(first_day::timestamp, today::timestamp, interval '1 day') as d (day)
  left join (
    select (created_at at time zone 'UTC')::date as day, count(*) as users
    from users
    where id >= first_id
    group by 1
  ) u on u.day = d.day::date
  left join (
    select
      (created_at at time zone 'UTC')::date as day,
      count(*) as jobs,
      count(*) filter (where type = 'VIDEO' and status = 'COMPLETED') as films,
      count(*) filter (where status = 'FAILED') as failed
    from jobs
    where id >= first_id
    group by 1
  ) j on j.day = d.day::date
  left join (
    select x.day, jsonb_object_agg(x.code, x.count) as failures
    from (
      select (created_at at time zone 'UTC')::date as day, coalesce(failure ->> 'code', 'INTERNAL') as code, count(*) as count
      from jobs
      where id >= first_id
        and status = 'FAILED'
      group by 1, 2
    ) x
    group by x.day
  ) f on f.day = d.day::date
  left join (
    select
      (m.created_at at time zone 'UTC')::date as day,
      sum(e.amount) filter (where m.kind = 'GRANT' and e.account = 'AVAILABLE') as granted,
      sum(e.amount) filter (where m.kind = 'CHARGE' and e.account = 'SPENT') as charged
    from credit_movements m
    join credit_entries e on e.workspace_id = m.workspace_id and e.movement_id = m.id
    where m.id >= first_id
    group by 1
  ) c on c.day = d.day::date
  left join (
    select (ended_at at time zone 'UTC')::date as day, sum(((cost ->> 'usd')::double precision * 1000000)::bigint) as micros
    from provider_attempts
    where id >= first_call
      and cost ? 'usd'
    group by 1
  ) p on p.day = d.day::date
  on conflict (day) do update
    set
      users = excluded.users,
      -- Jobs that were deleted after their retention stay counted.
      jobs = greatest(installation_days.jobs, excluded.jobs),
      films = greatest(installation_days.films, excluded.films),
      failed = excluded.failed,
      failures = excluded.failures,
      credits_granted = excluded.credits_granted,
      credits_charged = excluded.credits_charged,
      spent_micros = excluded.spent_micros,
      storage_bytes = case when excluded.day = today then excluded.storage_bytes else installation_days.storage_bytes end,
      rolled_up_at = clock_timestamp();
end
$$;

revoke execute on function roll_up_installation_days() from public;
select grant_application('function roll_up_installation_days()', 'execute');
