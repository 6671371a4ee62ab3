-- Keeps a run in step with its jobs, however they change. A finished film that is to be published makes its run due again.
-- A failed job that is retried opens its run again.
create or replace function sync_series_run()
  returns trigger
  language plpgsql
as $$
begin
  update series_runs r
  set
    state = case
      when new.status in ('QUEUED', 'RUNNING') then case when r.job_id = new.id then 'RUNNING' else 'PUBLISHING' end
      when new.status = 'COMPLETED' and r.job_id = new.id and r.publish and r.publish_job_id is null then 'PUBLISHING'
      else new.status
    end,
    failure = case
      when new.status = 'FAILED' then jsonb_build_object('code', new.failure->>'code', 'message', new.failure->>'message')
    end,
    finished_at = case
      when new.status in ('FAILED', 'CANCELED')
        or (new.status = 'COMPLETED' and not (r.job_id = new.id and r.publish and r.publish_job_id is null))
        then clock_timestamp()
    end,
    attempts = 0,
    available_at = clock_timestamp()
  where r.job_id = new.id
    or r.publish_job_id = new.id;
  return null;
end
$$;

create or replace trigger sync_series_run
  after update of status on jobs
  for each row
  when (
    new.type in ('VIDEO', 'PUBLISH')
    and old.status is distinct from new.status
    and (new.status in ('COMPLETED', 'FAILED', 'CANCELED') or old.status = 'FAILED')
  )
  execute function sync_series_run();
