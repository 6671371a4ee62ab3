-- Creates a job with its first steps and its first event, and wakes the workers: one round trip of the request that
-- creates it. Returns the job. With `reserves`, reserve_credits makes its reservation first; where it refuses, nothing is
-- written and no row is returned.
create or replace function create_job(new_job jsonb, new_steps jsonb, reserves boolean default false)
  returns setof jobs
  language plpgsql
as $$
declare
  job jobs;
begin
  if reserves and not reserve_credits(
    (new_job->>'workspace_id')::uuid,
    (new_job->>'id')::uuid,
    (new_job->>'reservation_id')::uuid,
    (new_job->>'credits_reserved')::int
  ) then
    return;
  end if;

  insert into jobs (
    id, workspace_id, type, title, input, metadata, resolved_preset, priority, credits_reserved, reservation_id,
    created_by, project_id, project_version, batch_id, batch_row, trace_parent, sequence
  )
  select
    j.id, j.workspace_id, j.type, j.title, j.input, j.metadata, j.resolved_preset, j.priority, j.credits_reserved,
    j.reservation_id, j.created_by, j.project_id, j.project_version, j.batch_id, j.batch_row, j.trace_parent, 1
  from jsonb_to_record(new_job) as j (
    id uuid,
    workspace_id uuid,
    type text,
    title text,
    input jsonb,
    metadata jsonb,
    resolved_preset jsonb,
    priority int,
    credits_reserved int,
    reservation_id uuid,
    created_by uuid,
    project_id uuid,
    project_version int,
    batch_id uuid,
    batch_row int,
    trace_parent text
  )
  returning * into job;

  insert into job_steps (
    id, workspace_id, job_id, name, scene_id, position, format, urgency, weight, unlocks, blocked_by
  )
  select
    s.id, job.workspace_id, job.id, s.name, s.scene_id, s.position, s.format, s.urgency, s.weight, s.unlocks, s.blocked_by
  from jsonb_to_recordset(new_steps) as s (
    id uuid,
    name text,
    scene_id uuid,
    position int,
    format int,
    urgency int,
    weight double precision,
    unlocks uuid[],
    blocked_by int
  );

  insert into job_events (job_id, sequence, workspace_id, type, status, progress)
  values (job.id, job.sequence, job.workspace_id, 'STATUS', job.status, job.progress);
  perform pg_notify('job_events', json_build_object('jobId', job.id, 'sequence', job.sequence)::text);
  perform pg_notify('steps_free', '');
  return next job;
end
$$;
