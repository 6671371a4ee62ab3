-- Starts steps under new attempts, with their jobs locked. Items: workspace_id, job_id, step_id, delivery_id, is_judged.
-- Returns the started steps with their jobs. A step is missing when there is nothing to do, when another transaction
-- holds its job, or when its worker crashed and the caller has not judged that yet (is_judged). It never waits for a
-- job, because its caller holds other jobs and the scheduler's lock. An item applies only to a step of its own job and
-- workspace, because the transaction may see several workspaces.
create or replace function start_steps(items jsonb)
  returns table (job jsonb, step jsonb)
  language plpgsql
as $$
declare
  wanted uuid[];
  free uuid[];
  queued uuid[];
  begun job_steps[];
  moved jobs[];
begin
  select array_agg(i.job_id) into wanted
  from jsonb_to_recordset(items) as i (job_id uuid);

  select array_agg(l.id), array_agg(l.id) filter (where l.status = 'QUEUED') into free, queued
  from (
    select j.id, j.status
    from jobs j
    where j.id = any (wanted)
      and j.status in ('QUEUED', 'RUNNING')
    order by j.id
    for no key update skip locked
  ) l;

  with started as (
    update job_steps s
    set
      status = 'RUNNING',
      attempt = s.attempt + 1,
      crashes = s.crashes + (s.status = 'RUNNING')::int,
      delivery_id = i.delivery_id,
      started_at = coalesce(s.started_at, clock_timestamp())
    from jsonb_to_recordset(items) as i (
      workspace_id uuid,
      job_id uuid,
      step_id uuid,
      delivery_id uuid,
      is_judged boolean
    )
    where s.id = i.step_id
      and s.job_id = i.job_id
      and s.workspace_id = i.workspace_id
      and s.job_id = any (free)
      and (s.status = 'PENDING' and s.crashes = 0 or i.is_judged and s.status in ('PENDING', 'RUNNING'))
    returning s as step
  )
  select array_agg(started.step) into begun
  from started;
  if begun is null then
    return;
  end if;

  with counted as (
    select b.job_id, count(*)::int as steps, (array_agg(b.name order by b.id desc))[1] as step
    from unnest(begun) b
    group by b.job_id
  ),
  written as (
    update jobs j
    set
      status = 'RUNNING',
      failure = null,
      step = c.step,
      sequence = j.sequence + c.steps + (j.status = 'QUEUED')::int,
      started_at = coalesce(j.started_at, clock_timestamp())
    from counted c
    where j.id = c.job_id
      -- The join alone reads all jobs of the workspace while the statistics of a young table say that there are few.
      and j.id = any (free)
    returning j as row
  )
  select array_agg(written.row) into moved
  from written;

  insert into job_events (job_id, sequence, workspace_id, type, status, progress, step, scene_id, message)
  select e.job_id, e.sequence, e.workspace_id, e.type, 'RUNNING', e.progress, e.step, e.scene_id, e.message
  from (
    select
      m.id as job_id,
      m.sequence - (select count(*) from unnest(begun) b where b.job_id = m.id) as sequence,
      m.workspace_id,
      'STATUS' as type,
      m.progress,
      null as step,
      null::uuid as scene_id,
      null as message
    from unnest(moved) m
    where m.id = any (queued)
    union all
    select
      m.id,
      m.sequence + 1 - row_number() over (partition by m.id order by b.id desc),
      m.workspace_id,
      'STEP',
      m.progress,
      b.name,
      b.scene_id,
      'started'
    from unnest(moved) m
    join unnest(begun) b on b.job_id = m.id
  ) e
  order by e.job_id, e.sequence;

  perform pg_notify('job_events', json_build_object('jobId', m.id, 'sequence', m.sequence)::text)
  from unnest(moved) m;

  return query
    select to_jsonb(m), to_jsonb(b)
    from unnest(begun) b
    join unnest(moved) m on m.id = b.job_id;
end
$$;
