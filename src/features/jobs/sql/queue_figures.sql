-- Numbers of waiting and running jobs and steps of the whole installation, with the age of the oldest, for the metrics of
-- operators. A definer, because no member sees all workspaces; it returns no id. Each part reads one partial index.
create or replace function queue_figures()
  returns table (queue text, state text, depth int, oldest double precision, paused boolean)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  with figures as (
    select 'JOBS' as queue, j.status as state, count(*)::int as depth, min(coalesce(j.started_at, j.created_at)) as since
    from jobs j
    where j.status in ('QUEUED', 'RUNNING')
    group by j.status
    union all
    select 'STEPS', case when s.backoff_until > clock_timestamp() then 'BACKOFF' else 'WAITING' end, count(*)::int, null
    from job_steps s
    where s.status = 'PENDING'
      and s.blocked_by = 0
      and s.dispatched_at is null
    group by 2
    union all
    select 'STEPS', case when s.status = 'RUNNING' then 'RUNNING' else 'DISPATCHED' end, count(*)::int,
      min(case when s.status = 'RUNNING' then s.started_at else s.dispatched_at end)
    from job_steps s
    where s.dispatched_at is not null
      and s.status in ('PENDING', 'RUNNING')
    group by 2
  ),
  states (queue, state) as (
    values ('JOBS', 'QUEUED'), ('JOBS', 'RUNNING'), ('STEPS', 'WAITING'), ('STEPS', 'BACKOFF'), ('STEPS', 'DISPATCHED'), ('STEPS', 'RUNNING')
  )
  select
    t.queue,
    t.state,
    coalesce(f.depth, 0),
    case when f.since is not null then greatest(0, extract(epoch from clock_timestamp() - f.since)::double precision) end,
    is_queue_paused('JOBS')
  from states t
  left join figures f on f.queue = t.queue and f.state = t.state;
end;

revoke execute on function queue_figures() from public;
select grant_application('function queue_figures()', 'execute');
