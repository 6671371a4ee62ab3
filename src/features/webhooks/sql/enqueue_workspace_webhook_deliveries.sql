-- Deliveries of workspace changes, in the change's own transaction like enqueue_webhook_deliveries, and with the same
-- key share lock. A job's changes are excluded: they come from its own log, with more detail.
create or replace function enqueue_workspace_webhook_deliveries()
  returns trigger
  language plpgsql
as $$
begin
  insert into webhook_deliveries (workspace_id, webhook_id, type, event)
  select
    new.workspace_id,
    w.id,
    new.type,
    jsonb_build_object(
      'transaction', new.xact::text,
      'event', new.id::text,
      'at', new.at,
      'action', new.action,
      'subjectId', new.subject_id,
      'actorId', new.actor_id
    )
  from webhooks w
  where w.workspace_id = new.workspace_id
    and w.enabled
    and w.job_id is null
    and new.type = any (w.types)
  order by w.id
  for key share;
  if found then
    perform pg_notify('webhooks_due', new.workspace_id::text);
  end if;
  return null;
end
$$;

create or replace trigger enqueue_workspace_webhook_deliveries
  after insert on workspace_events
  for each row
  when (new.type <> 'JOB')
  execute function enqueue_workspace_webhook_deliveries();
