-- Sets the job's status and appends its event. `moveJob` (TypeScript) knows the allowed transitions.
create or replace function set_job_status(wanted_job uuid, wanted_status text, reason jsonb)
  returns void
  language plpgsql
as $$
begin
  update jobs
  set
    status = wanted_status,
    failure = reason,
    started_at = case when wanted_status = 'RUNNING' then coalesce(started_at, clock_timestamp()) else started_at end,
    finished_at = case when wanted_status in ('COMPLETED', 'FAILED', 'CANCELED') then clock_timestamp() end,
    progress = case when wanted_status = 'COMPLETED' then 1 else progress end
  where id = wanted_job;
  perform append_job_event(wanted_job, 'STATUS', null, null, reason->>'message');
  if wanted_status = 'COMPLETED' then
    perform update_stage_averages(wanted_job);
  end if;
end
$$;
