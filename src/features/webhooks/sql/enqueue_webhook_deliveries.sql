-- Transactional outbox: adds deliveries in the transaction that appends the events, once per statement, because a round
-- appends many. Workspaces without webhooks cost one index lookup. The key share lock, which the foreign key takes
-- anyway, skips a webhook that is being deleted; otherwise the foreign key would abort the jobs' transaction. Deliveries
-- are sent in the order of their ids, so the events of a job are inserted in order.
-- A webhook of one job, its callback, receives the end of that job alone.
create or replace function enqueue_webhook_deliveries()
  returns trigger
  language plpgsql
as $$
declare
  touched uuid[];
begin
  if not exists (
    select
    from webhooks w
    where w.workspace_id = any (array(select distinct n.workspace_id from written n))
      and w.enabled
      and (w.job_id is null or w.job_id = any (array(select n.job_id from written n)))
  ) then
    return null;
  end if;

  with added as (
    insert into webhook_deliveries (workspace_id, webhook_id, type, event)
    select
      n.workspace_id,
      w.id,
      'JOB_' || n.type,
      jsonb_build_object(
        'jobId', n.job_id,
        'sequence', n.sequence,
        'at', n.at,
        'status', n.status,
        'progress', n.progress,
        'step', n.step,
        'sceneId', n.scene_id,
        'message', n.message,
        'metadata', (select j.metadata from jobs j where j.id = n.job_id)
      )
    from written n
    join webhooks w on w.workspace_id = n.workspace_id
    where w.enabled
      and (
        (w.job_id is null and 'JOB_' || n.type = any (w.types))
        or (w.job_id = n.job_id and n.type = 'STATUS' and n.status in ('COMPLETED', 'FAILED', 'CANCELED'))
      )
    order by w.id, n.job_id, n.sequence
    for key share of w
    returning workspace_id
  )
  select array_agg(distinct workspace_id) into touched
  from added;

  perform pg_notify('webhooks_due', t::text)
  from unnest(touched) t;
  return null;
end
$$;

create or replace trigger enqueue_webhook_deliveries
  after insert on job_events
  referencing new table as written
  for each statement execute function enqueue_webhook_deliveries();
