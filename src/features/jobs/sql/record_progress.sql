-- Records a step's progress and the job's, with an event at most every 250 ms. Progress never decreases and stays below
-- 1 until the job completes. Returns false to a fenced writer: another attempt owns the step or the job is not running.
create or replace function record_progress(wanted_step uuid, wanted_attempt int, fraction double precision)
  returns boolean
  language plpgsql
as $$
declare
  job jobs;
  owned job_steps;
  before double precision;
begin
  select j.* into job
  from jobs j
  join job_steps s on s.job_id = j.id
  where s.id = wanted_step
  for no key update of j;

  update job_steps
  set progress = greatest(progress, least(fraction, 1))
  where id = wanted_step
    and attempt = wanted_attempt
    and status = 'RUNNING'
  returning * into owned;
  if owned.id is null or job.status <> 'RUNNING' then
    return false;
  end if;

  before := job.progress;
  update jobs
  set progress = greatest(
    progress,
    least(0.999, (select sum(weight * progress) from job_steps where job_id = job.id))
  )
  where id = job.id
  returning * into job;

  if job.progress > before
    and (job.progressed_at is null or job.progressed_at < clock_timestamp() - interval '250 milliseconds')
  then
    update jobs
    set progressed_at = clock_timestamp()
    where id = job.id;
    perform append_job_event(job.id, 'PROGRESS', owned.name, owned.scene_id, null);
  end if;
  return true;
end
$$;
