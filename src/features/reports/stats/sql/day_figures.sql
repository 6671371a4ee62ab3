-- What a workspace did on days (UTC): jobs and films by the end of the job, costs by the end of the call, which may be on another
-- day; days without both are left out. A film counts once, however many renditions it has. Called by functions that check
-- their caller.
create or replace function day_figures(wanted_workspace uuid, first_day date, last_day date)
  returns table (day date, videos int, film_ms bigint, credits int, provider_micros bigint)
  language sql stable set search_path = public, pg_temp
begin atomic
  with work as (
    select
      (j.finished_at at time zone 'UTC')::date as day,
      (count(*) filter (where j.type = 'VIDEO' and j.status = 'COMPLETED'))::int as videos,
      coalesce(sum(f.ms) filter (where j.type = 'VIDEO' and j.status = 'COMPLETED'), 0)::bigint as film_ms,
      sum(j.credits_charged)::int as credits
    from jobs j
    left join lateral (
      select max(a.duration_ms) as ms
      from assets a
      where a.job_id = j.id
        and a.kind = 'VIDEO'
    ) f on true
    where j.workspace_id = wanted_workspace
      and j.finished_at >= first_day::timestamp at time zone 'UTC'
      and j.finished_at < (last_day + 1)::timestamp at time zone 'UTC'
    group by 1
  ),
  costs as (
    select
      (p.ended_at at time zone 'UTC')::date as day,
      coalesce(round(sum((p.cost->>'usd')::numeric) * 1000000), 0)::bigint as micros
    from provider_attempts p
    where p.workspace_id = wanted_workspace
      and p.ended_at >= first_day::timestamp at time zone 'UTC'
      and p.ended_at < (last_day + 1)::timestamp at time zone 'UTC'
    group by 1
  )
  select
    coalesce(w.day, c.day),
    coalesce(w.videos, 0),
    coalesce(w.film_ms, 0),
    coalesce(w.credits, 0),
    coalesce(c.micros, 0)
  from work w
  full join costs c on c.day = w.day;
end;

revoke execute on function day_figures(uuid, date, date) from public;
