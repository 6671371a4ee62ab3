-- Completes the step of this attempt and unblocks its dependents. Returns the number of unfinished steps of the job;
-- null to a fenced writer, who must roll back.
create or replace function finish_step(
  wanted_job uuid,
  wanted_step uuid,
  wanted_attempt int,
  outcome jsonb,
  is_reused boolean,
  event_message text
)
  returns int
  language plpgsql
as $$
declare
  j jobs;
  s job_steps;
  unfinished int;
  done double precision;
begin
  select * into j
  from jobs
  where id = wanted_job
  for no key update;

  update job_steps
  set
    status = 'COMPLETED',
    progress = 1,
    result = outcome,
    reused = is_reused,
    finished_at = clock_timestamp()
  where id = wanted_step
    and attempt = wanted_attempt
    and status = 'RUNNING'
  returning * into s;
  if s.id is null or j.status is distinct from 'RUNNING' then
    return null;
  end if;

  update job_steps
  set blocked_by = blocked_by - 1
  where id = any (s.unlocks);

  select count(*) filter (where status <> 'COMPLETED'), sum(weight * progress)
  into unfinished, done
  from job_steps
  where workspace_id = j.workspace_id
    and job_id = j.id;

  update jobs
  set progress = greatest(progress, least(0.999, done))
  where id = j.id;
  perform append_job_event(j.id, 'STEP', s.name, s.scene_id, event_message);
  return unfinished;
end
$$;
