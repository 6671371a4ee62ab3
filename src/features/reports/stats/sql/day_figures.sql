-- What a workspace did on days (UTC), by the jobs that ended on them; days without jobs are left out. A film counts once,
-- however many renditions it has. Called by functions that check their caller.
create or replace function day_figures(wanted_workspace uuid, first_day date, last_day date)
  returns table (day date, videos int, film_ms bigint, credits int, provider_micros bigint)
  language sql stable set search_path = public, pg_temp
begin atomic
  select
    (j.finished_at at time zone 'UTC')::date,
    (count(*) filter (where j.type = 'VIDEO' and j.status = 'COMPLETED'))::int,
    coalesce(sum(f.ms) filter (where j.type = 'VIDEO' and j.status = 'COMPLETED'), 0)::bigint,
    sum(j.credits_charged)::int,
    coalesce(sum(c.micros), 0)::bigint
  from jobs j
  left join lateral (
    select max(a.duration_ms) as ms
    from assets a
    where a.job_id = j.id
      and a.kind = 'VIDEO'
  ) f on true
  left join lateral (
    select round(sum((p.cost->>'usd')::numeric) * 1000000) as micros
    from provider_attempts p
    where p.workspace_id = j.workspace_id
      and p.job_id = j.id
  ) c on true
  where j.workspace_id = wanted_workspace
    and j.finished_at >= first_day::timestamp at time zone 'UTC'
    and j.finished_at < (last_day + 1)::timestamp at time zone 'UTC'
  group by 1;
end;

revoke execute on function day_figures(uuid, date, date) from public;
