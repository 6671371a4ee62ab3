-- The state of workers and of the queue of jobs, for the feed of administrators, which checks its readers. It holds ids,
-- names of stages and numbers, and no content of workspaces. A definer, because no member sees all workspaces.
create or replace function operation_snapshot()
  returns jsonb
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  with dead as materialized (
    select j.id, j.finished_at
    from jobs j
    join workspaces w on w.id = j.workspace_id
    where j.status = 'FAILED'
      and j.deleted_at is null
      and w.deleted_at is null
    order by j.id desc
    limit 20
  ),
  steps as (
    (
      select s.id, s.job_id, s.workspace_id, s.name, 'RUNNING' as state, s.attempt, s.failures, s.crashes, s.started_at as since
      from job_steps s
      where s.dispatched_at is not null
        and s.status = 'RUNNING'
      order by s.id
      limit 50
    )
    union all
    (
      select s.id, s.job_id, s.workspace_id, s.name, 'FAILING', s.attempt, s.failures, s.crashes, s.started_at
      from job_steps s
      where s.dispatched_at is not null
        and s.status = 'PENDING'
        and s.failures + s.crashes + s.outages > 0
      order by s.id
      limit 50
    )
    union all
    (
      select s.id, s.job_id, s.workspace_id, s.name, 'DEAD', s.attempt, s.failures, s.crashes, d.finished_at
      from dead d
      join job_steps s on s.job_id = d.id and s.status = 'FAILED'
      order by d.id desc
    )
  )
  select jsonb_build_object(
    'at', clock_timestamp(),
    'workers', (
      select coalesce(
        jsonb_agg(
          jsonb_build_object(
            'id', w.id,
            'state', case when w.last_seen_at > clock_timestamp() - interval '15 seconds' then 'ALIVE' else 'SILENT' end,
            'slots', w.concurrency,
            'running', w.running,
            'load', w.load,
            'startedAt', w.started_at,
            'lastSeenAt', w.last_seen_at
          )
          order by w.started_at, w.id
        ),
        '[]'
      )
      from workers w
    ),
    'queue', jsonb_build_object(
      'paused', is_queue_paused('JOBS'),
      'queuedJobs', (select count(*) from jobs where status = 'QUEUED'),
      'runningJobs', (select count(*) from jobs where status = 'RUNNING'),
      'waitingSteps', (select count(*) from job_steps where status = 'PENDING' and blocked_by = 0 and dispatched_at is null),
      'runningSteps', (select count(*) from job_steps where status = 'RUNNING' and dispatched_at is not null)
    ),
    'spend', installation_spend_state(),
    'steps', (
      select coalesce(
        jsonb_agg(
          jsonb_build_object(
            'id', s.id,
            'jobId', s.job_id,
            'workspaceId', s.workspace_id,
            'name', s.name,
            'state', s.state,
            'attempt', s.attempt,
            'failures', s.failures + s.crashes,
            'since', s.since
          )
        ),
        '[]'
      )
      from steps s
    )
  );
end;

revoke execute on function operation_snapshot() from public;
select grant_application('function operation_snapshot()', 'execute');
