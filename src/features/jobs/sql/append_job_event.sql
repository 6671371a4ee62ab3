-- Appends an event and returns its sequence, which is drawn from the job's row: its lock orders the events of a job.
-- Listeners are notified at commit.
create or replace function append_job_event(
  wanted_job uuid,
  event_type text,
  event_step text,
  event_scene uuid,
  event_message text
)
  returns int
  language plpgsql
as $$
declare
  job jobs;
begin
  update jobs
  set
    sequence = sequence + 1,
    step = coalesce(event_step, step)
  where id = wanted_job
  returning * into strict job;
  insert into job_events (job_id, sequence, workspace_id, type, status, progress, step, scene_id, message)
  values (job.id, job.sequence, job.workspace_id, event_type, job.status, job.progress, event_step, event_scene, event_message);
  perform pg_notify('job_events', json_build_object('jobId', job.id, 'sequence', job.sequence)::text);
  return job.sequence;
end
$$;
