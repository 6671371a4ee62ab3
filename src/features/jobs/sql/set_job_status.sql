-- Sets the job's status and appends its event. `moveJob` (TypeScript) knows the allowed transitions. Starting and
-- completing a job is part of start_steps and finish_steps.
create or replace function set_job_status(wanted_job uuid, wanted_status text, reason jsonb)
  returns void
  language plpgsql
as $$
begin
  update jobs
  set
    status = wanted_status,
    failure = reason,
    finished_at = case when wanted_status in ('FAILED', 'CANCELED') then clock_timestamp() end
  where id = wanted_job;
  perform append_job_event(wanted_job, 'STATUS', null, null, reason->>'message');
end
$$;
