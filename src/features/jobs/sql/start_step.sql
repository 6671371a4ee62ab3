-- Starts a step under a new attempt, with the job locked, which orders its changes. One statement instead of many round
-- trips. Returns no row when there is nothing to do. A step whose worker crashed is returned with taken = false until
-- the caller has decided whether to run it again (`is_judged`).
create or replace function start_step(wanted_job uuid, wanted_step uuid, wanted_delivery uuid, crash_is_judged boolean)
  returns table (job jsonb, step jsonb, taken boolean)
  language plpgsql
as $$
declare
  j jobs;
  s job_steps;
  takes boolean;
begin
  select * into j
  from jobs
  where id = wanted_job
  for no key update;

  select * into s
  from job_steps
  where id = wanted_step
    and job_id = wanted_job;

  if j.id is null
    or s.id is null
    or j.status not in ('QUEUED', 'RUNNING')
    or s.status not in ('PENDING', 'RUNNING')
  then
    return;
  end if;

  takes := crash_is_judged or (s.status = 'PENDING' and s.crashes = 0);
  if takes then
    update job_steps
    set
      status = 'RUNNING',
      attempt = attempt + 1,
      crashes = crashes + (status = 'RUNNING')::int,
      delivery_id = wanted_delivery,
      started_at = coalesce(started_at, clock_timestamp())
    where id = s.id
    returning * into s;
    if j.status = 'QUEUED' then
      perform set_job_status(j.id, 'RUNNING', null);
    end if;
    perform append_job_event(j.id, 'STEP', s.name, s.scene_id, 'started');
  end if;
  return query select to_jsonb(j), to_jsonb(s), takes;
end
$$;
