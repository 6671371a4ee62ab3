-- Stores the days (UTC) that have been over for ten minutes, of up to 100 workspaces that lack the last of them, and returns
-- the number of days that it stored. The storage of a day is that of the moment at which it is stored.
create or replace function roll_up_days()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  -- Ten minutes late, because transactions that ended jobs before midnight may commit after it.
  yesterday constant date := ((clock_timestamp() - interval '10 minutes') at time zone 'UTC')::date - 1;
  lacking uuid[];
  stored int;
begin
  lacking := array(
    select w.id
    from workspaces w
    where w.deleted_at is null
      and w.created_at < (yesterday + 1)::timestamp at time zone 'UTC'
      and not exists (
        select
        from workspace_days d
        where d.workspace_id = w.id
          and d.day = yesterday
      )
    order by w.id
    limit 100
  );

  insert into workspace_days (workspace_id, day, videos, film_ms, credits, provider_micros, storage_bytes)
  select
    w.id,
    n.day::date,
    coalesce(f.videos, 0),
    coalesce(f.film_ms, 0),
    coalesce(f.credits, 0),
    coalesce(f.provider_micros, 0),
    coalesce(u.used, 0)
  from workspaces w
  cross join lateral (
    select coalesce(
      (select max(d.day) + 1 from workspace_days d where d.workspace_id = w.id),
      (w.created_at at time zone 'UTC')::date
    ) as day
  ) first
  cross join lateral generate_series(first.day::timestamp, yesterday::timestamp, interval '1 day') n (day)
  left join lateral day_figures(w.id, first.day, yesterday) f on f.day = n.day::date
  left join workspace_storage u on u.workspace_id = w.id
  where w.id = any (lacking)
  on conflict do nothing;
  get diagnostics stored = row_count;
  return stored;
end
$$;

revoke execute on function roll_up_days() from public;
select grant_application('function roll_up_days()', 'execute');
