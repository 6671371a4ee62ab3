-- Transactional outbox: adds deliveries in the transaction that appends the event. A workspace without webhooks costs
-- one index lookup. The key share lock, which the foreign key takes anyway, skips a webhook that is being deleted;
-- otherwise the foreign key would abort the job's transaction.
-- A webhook of one job, its callback, receives the end of that job alone.
create or replace function enqueue_webhook_deliveries()
  returns trigger
  language plpgsql
as $$
begin
  insert into webhook_deliveries (workspace_id, webhook_id, type, event)
  select
    new.workspace_id,
    w.id,
    'JOB_' || new.type,
    jsonb_build_object(
      'jobId', new.job_id,
      'sequence', new.sequence,
      'at', new.at,
      'status', new.status,
      'progress', new.progress,
      'step', new.step,
      'sceneId', new.scene_id,
      'message', new.message,
      'metadata', (select j.metadata from jobs j where j.id = new.job_id)
    )
  from webhooks w
  where w.workspace_id = new.workspace_id
    and w.enabled
    and (
      (w.job_id is null and 'JOB_' || new.type = any (w.types))
      or (w.job_id = new.job_id and new.type = 'STATUS' and new.status in ('COMPLETED', 'FAILED', 'CANCELED'))
    )
  order by w.id
  for key share;
  if found then
    perform pg_notify('webhooks_due', new.workspace_id::text);
  end if;
  return null;
end
$$;

create or replace trigger enqueue_webhook_deliveries
  after insert on job_events
  for each row execute function enqueue_webhook_deliveries();
