-- Completes steps, unblocks their dependents, and completes jobs whose last step has ended, with their credits. Items:
-- workspace_id, job_id, step_id, attempt, result, reused, message, credits_used. Returns the ids of the completed steps;
-- one that is missing was fenced: its attempt or its job is over. Of a fenced item nothing is taken, although the same
-- step may be among the items once more with its current attempt. Each job's row is written once and locked in the order
-- of ids, as by every other writer of several jobs; balances are locked in the order of workspaces. An item applies only
-- to a step of its own job and workspace, because the transaction may see several workspaces.
create or replace function finish_steps(items jsonb)
  returns setof uuid
  language plpgsql
as $$
declare
  wanted uuid[];
  done job_steps[];
  moved jobs[];
  settled record;
  charged int;
begin
  select array_agg(i.job_id) into wanted
  from jsonb_to_recordset(items) as i (job_id uuid);

  perform
  from jobs j
  where j.id = any (wanted)
  order by j.id
  for no key update;

  with finished as (
    update job_steps s
    set
      status = 'COMPLETED',
      progress = 1,
      result = i.result,
      reused = i.reused,
      finished_at = clock_timestamp()
    from jsonb_to_recordset(items) as i (
      workspace_id uuid,
      job_id uuid,
      step_id uuid,
      attempt int,
      result jsonb,
      reused boolean
    )
    where s.id = i.step_id
      and s.job_id = i.job_id
      and s.workspace_id = i.workspace_id
      and s.attempt = i.attempt
      and s.status = 'RUNNING'
      and exists (
        select
        from jobs j
        where j.id = s.job_id
          and j.status = 'RUNNING'
      )
    returning s as step
  )
  select array_agg(step) into done
  from finished;
  if done is null then
    return;
  end if;

  update job_steps s
  set blocked_by = s.blocked_by - u.times
  from (
    select d.job_id, waiting.id, count(*)::int as times
    from unnest(done) d
    cross join unnest(d.unlocks) as waiting (id)
    group by d.job_id, waiting.id
  ) u
  where s.id = u.id
    and s.job_id = u.job_id;
  if found then
    perform pg_notify('steps_free', '');
  end if;

  with ended as (
    select
      d.workspace_id,
      d.job_id,
      count(*)::int as steps,
      (array_agg(d.name order by d.id desc))[1] as step
    from unnest(done) d
    group by d.workspace_id, d.job_id
  ),
  state as (
    select
      s.job_id,
      bool_and(s.status = 'COMPLETED') as is_complete,
      sum(s.weight * s.progress) as progress
    from ended e
    join job_steps s on s.workspace_id = e.workspace_id and s.job_id = e.job_id
    -- The join alone reads all steps of the workspace while the statistics of a young table say that there are few.
    where s.job_id = any (wanted)
    group by s.job_id
  ),
  written as (
    update jobs j
    set
      status = case when t.is_complete then 'COMPLETED' else j.status end,
      progress = case when t.is_complete then 1 else greatest(j.progress, least(0.999, t.progress)) end,
      step = e.step,
      sequence = j.sequence + e.steps + t.is_complete::int,
      finished_at = case when t.is_complete then clock_timestamp() else j.finished_at end
    from ended e
    join state t on t.job_id = e.job_id
    where j.id = e.job_id
      and j.id = any (wanted)
    returning j as job
  )
  select array_agg(job) into moved
  from written;

  -- The status of a completed job is its last event; the steps' events precede it.
  insert into job_events (job_id, sequence, workspace_id, type, status, progress, step, scene_id, message)
  select e.job_id, e.sequence, e.workspace_id, e.type, e.status, e.progress, e.step, e.scene_id, e.message
  from (
    select
      m.id as job_id,
      m.sequence + 1 - (m.status = 'COMPLETED')::int
        - row_number() over (partition by m.id order by d.id desc) as sequence,
      m.workspace_id,
      'STEP' as type,
      'RUNNING' as status,
      least(0.999, m.progress) as progress,
      d.name as step,
      d.scene_id,
      i.message
    from unnest(moved) m
    join unnest(done) d on d.job_id = m.id
    join jsonb_to_recordset(items) as i (step_id uuid, attempt int, message text)
      on i.step_id = d.id and i.attempt = d.attempt
    union all
    select m.id, m.sequence, m.workspace_id, 'STATUS', m.status, m.progress, null, null, null
    from unnest(moved) m
    where m.status = 'COMPLETED'
  ) e
  order by e.job_id, e.sequence;

  perform pg_notify('job_events', json_build_object('jobId', m.id, 'sequence', m.sequence)::text)
  from unnest(moved) m;

  for settled in
    select
      m.id,
      m.workspace_id,
      m.reservation_id,
      (
        select i.credits_used
        from rows from (jsonb_to_recordset(items) as (step_id uuid, attempt int, credits_used int))
          with ordinality as i (step_id, attempt, credits_used, place)
        join unnest(done) d on d.id = i.step_id and d.attempt = i.attempt
        where d.job_id = m.id
        order by i.place desc
        limit 1
      ) as used
    from unnest(moved) m
    where m.status = 'COMPLETED'
      and m.reservation_id is not null
    order by m.workspace_id, m.id
  loop
    charged := settle_credits(settled.workspace_id, settled.id, settled.reservation_id, coalesce(settled.used, 0));
    update jobs
    set credits_charged = charged
    where id = settled.id
      and charged is not null;
  end loop;

  perform update_stage_averages(array(select m.id from unnest(moved) m where m.status = 'COMPLETED'));
  return query select d.id from unnest(done) d;
end
$$;
