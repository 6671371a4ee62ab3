-- Start, end and queue position of open jobs of the caller's workspaces, from the fair order of all workspaces. A definer
-- that returns nothing about other workspaces. In plpgsql, which caches the plan: planning takes longer than running.
create or replace function job_forecasts(job_ids uuid[])
  returns table (job_id uuid, queue_position int, start_at timestamptz, finish_at timestamptz)
  language plpgsql stable security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  return query
    with tenants as materialized (
      select *
      from open_workspaces()
    ),
    worker_pool as materialized (
      select
        greatest(
          workers_concurrency(),
          (select count(*) from job_steps where dispatched_at is not null and status = 'RUNNING')
        )::float as at_once,
        (select sum(weight) from tenants)::float as weights
    ),
    typical as materialized (
      select type, sum(seconds * steps) as seconds
      from stage_averages
      group by type
    ),
    -- Already dispatched: these jobs wait only for a worker.
    dispatched as materialized (
      select
        j.id,
        j.workspace_id,
        j.priority,
        row_number() over (order by min(s.dispatched_at), j.id)::int as position
      from job_steps s
      join jobs j on j.id = s.job_id
      where s.dispatched_at is not null
        and s.status in ('PENDING', 'RUNNING')
        and j.status = 'QUEUED'
      group by j.id
    ),
    queued as materialized (
      select
        c.workspace_id,
        sum(c.jobs)::int - (select count(*)::int from dispatched x where x.workspace_id = c.workspace_id) as jobs,
        sum(c.jobs * y.seconds) as seconds
      from (
        select workspace_id, type, count(*) as jobs
        from jobs
        where status = 'QUEUED'
        group by workspace_id, type
      ) c
      left join typical y on y.type = c.type
      group by c.workspace_id
    ),
    requested as materialized (
      select j.*
      from jobs j
      where j.id = any (job_ids)
        and j.workspace_id = any (app_workspace_ids())
        and j.status in ('QUEUED', 'RUNNING')
    ),
    open as materialized (
      select id, workspace_id, type, priority, status
      from jobs
      where status = 'RUNNING'
      union
      select id, workspace_id, type, priority, status
      from requested
    ),
    -- The remaining steps of each stage. A stage without steps so far has its usual number.
    stages as materialized (
      select
        o.id,
        coalesce(own.own_seconds, s.seconds) as seconds,
        case when own.name is null then s.steps else coalesce(own.steps, 0) end as steps,
        case when own.name is null then 1 else coalesce(own.longest, 0) end as longest
      from open o
      join stage_averages s on s.type = o.type
      left join lateral (
        select
          x.name,
          sum(1 - x.progress) filter (where x.status in ('PENDING', 'RUNNING')) as steps,
          max(1 - x.progress) filter (where x.status in ('PENDING', 'RUNNING')) as longest,
          avg(extract(epoch from x.finished_at - x.started_at))
            filter (where x.status = 'COMPLETED' and x.attempt = 1 and not x.reused) as own_seconds
        from job_steps x
        where x.workspace_id = o.workspace_id
          and x.job_id = o.id
        group by x.name
      ) own on own.name = s.name
    ),
    running as materialized (
      select o.workspace_id, o.priority, o.id, sum(g.seconds * g.steps) as seconds
      from open o
      join stages g on g.id = o.id
      where o.status = 'RUNNING'
      group by o.workspace_id, o.priority, o.id
    ),
    total as materialized (
      select
        t.workspace_id,
        coalesce((select sum(r.seconds) from running r where r.workspace_id = t.workspace_id), 0)
          + coalesce((select q.seconds from queued q where q.workspace_id = t.workspace_id), 0) as seconds
      from tenants t
    ),
    ranks as materialized (
      select j.id, row_number() over (partition by j.workspace_id order by j.priority desc, j.id) - 1 as before
      from jobs j
      where j.status = 'QUEUED'
        and j.workspace_id in (select workspace_id from requested where status = 'QUEUED')
    ),
    -- The workers that the workspace gets while every other workspace uses its share too.
    shares as materialized (
      select
        a.*,
        t.weight,
        t.last_virtual_time,
        t.next_virtual_time,
        p.at_once,
        least(t.concurrent_steps, p.at_once) as max_steps,
        least(t.concurrent_steps, p.at_once * t.weight / p.weights) as share,
        coalesce((
          select sum(r.seconds)
          from running r
          where r.workspace_id = a.workspace_id
            and (r.priority > a.priority or (r.priority = a.priority and r.id < a.id))
        ), 0) + b.jobs * coalesce(y.seconds, 0) as before,
        b.jobs - (
          select count(*)::int
          from dispatched x
          where x.workspace_id = a.workspace_id
            and (x.priority > a.priority or (x.priority = a.priority and x.id < a.id))
        ) as jobs_before,
        coalesce((select sum(o.seconds) from total o where o.workspace_id <> a.workspace_id), 0) as other_seconds
      from requested a
      join tenants t on t.workspace_id = a.workspace_id
      cross join worker_pool p
      left join typical y on y.type = a.type
      cross join lateral (
        select coalesce(
          (select r.before from ranks r where r.id = a.id),
          (
            select count(*)
            from jobs q
            where a.status = 'RUNNING'
              and q.workspace_id = a.workspace_id
              and q.status = 'QUEUED'
              and q.priority > a.priority
          )
        )::int as jobs
      ) b
    ),
    -- At most the time that the share takes or that all earlier work takes; at least the time of the workspace's own work.
    waits as materialized (
      select
        s.*,
        case
          when s.at_once > 0
          then greatest(s.before / s.max_steps, least(s.before / s.share, (s.before + s.other_seconds) / s.at_once))
        end as seconds,
        s.next_virtual_time + s.jobs_before::float / s.weight as virtual_time
      from shares s
    )
    select
      w.id,
      case
        when w.status = 'QUEUED'
        then coalesce(
          (select x.position from dispatched x where x.id = w.id),
          -- From each other workspace, the jobs that come earlier in virtual time; ties go to the one served longer ago.
          (select count(*)::int from dispatched) + w.jobs_before + 1 + coalesce((
            select sum(least(q.jobs, greatest(0, case
              when (coalesce(t.last_virtual_time, -1), t.workspace_id) < (coalesce(w.last_virtual_time, -1), w.workspace_id)
              then floor((w.virtual_time - t.next_virtual_time) * t.weight) + 1
              else ceil((w.virtual_time - t.next_virtual_time) * t.weight)
            end)))::int
            from tenants t
            join queued q on q.workspace_id = t.workspace_id
            where t.workspace_id <> w.workspace_id
          ), 0)
        )
      end,
      case
        when w.status = 'RUNNING' then w.started_at
        when exists (select from typical y where y.type = w.type) then clock_timestamp() + w.seconds * interval '1 second'
      end,
      -- A stage takes its work divided by the share of workers, and at least one of its steps.
      (
        select clock_timestamp() + (
          w.seconds + sum(
            g.seconds * case when g.steps > 0 then greatest(g.longest, g.steps / nullif(w.share, 0)) else 0 end
          )
        ) * interval '1 second'
        from stages g
        where g.id = w.id
      )
    from waits w;
end
$$;

revoke execute on function job_forecasts(uuid[]) from public;
select grant_application('function job_forecasts(uuid[])', 'execute');
