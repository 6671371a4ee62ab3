-- The days of a workspace, for its members: stored ones, and the figures of days that are not stored yet, of which today is
-- one. Days to come are left out. A definer, because the figures also count jobs and files that members no longer see.
create or replace function workspace_stats(wanted_workspace uuid, first_day date, last_day date)
  returns table (day date, videos int, film_ms bigint, credits int, provider_micros bigint, storage_bytes bigint)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  with
    stored as (
      select coalesce(max(d.day) + 1, '-infinity') as until
      from workspace_days d
      where d.workspace_id = wanted_workspace
    ),
    today as (
      select (clock_timestamp() at time zone 'UTC')::date as day
    )
  select d.day, d.videos, d.film_ms, d.credits, d.provider_micros, d.storage_bytes
  from workspace_days d
  where d.workspace_id = wanted_workspace
    and d.day between first_day and last_day
    and wanted_workspace = any (app_workspace_ids())
  union all
  select
    n.day::date,
    coalesce(f.videos, 0),
    coalesce(f.film_ms, 0),
    coalesce(f.credits, 0),
    coalesce(f.provider_micros, 0),
    coalesce((select u.used from workspace_storage u where u.workspace_id = wanted_workspace), 0)
  from workspaces w
  cross join stored
  cross join today
  cross join lateral generate_series(
    greatest(first_day, stored.until, (w.created_at at time zone 'UTC')::date)::timestamp,
    least(last_day, today.day)::timestamp,
    interval '1 day'
  ) n (day)
  left join day_figures(wanted_workspace, greatest(first_day, stored.until), least(last_day, today.day)) f on f.day = n.day::date
  where w.id = wanted_workspace
    and wanted_workspace = any (app_workspace_ids())
  order by 1;
end;

revoke execute on function workspace_stats(uuid, date, date) from public;
select grant_application('function workspace_stats(uuid, date, date)', 'execute');
