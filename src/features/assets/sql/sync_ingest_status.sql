-- Keeps the status of a checked file in step with its job: a job that ends without a verdict (crash, unavailable store,
-- cancellation) rejects the file; a retried job takes it up again. Verdicts on the content are written by the step PROBE.
create or replace function sync_ingest_status()
  returns trigger
  language plpgsql
as $$
begin
  if new.status = 'QUEUED' then
    update assets
    set
      status = 'PROCESSING',
      rejection = null,
      rejection_hint = null
    where job_id = new.id
      and status = 'REJECTED'
      and rejection in ('INGEST_FAILED', 'FETCH_FAILED');
  else
    update assets a
    set
      status = 'REJECTED',
      rejection_hint = new.failure->>'hint',
      rejection = verdict,
      byte_size = case verdict when 'FETCH_FAILED' then 0 else byte_size end
    from (
      select case
        when new.status = 'CANCELED' then 'CANCELED'
        when new.failure->>'step' = 'FETCH' then 'FETCH_FAILED'
        else 'INGEST_FAILED'
      end
    ) v (verdict)
    where a.job_id = new.id
      and a.status = 'PROCESSING';
  end if;
  return null;
end
$$;

create or replace trigger sync_ingest_status
  after update of status on jobs
  for each row
  when (new.type in ('INGEST', 'IMPORT') and new.status in ('QUEUED', 'FAILED', 'CANCELED'))
  execute function sync_ingest_status();
