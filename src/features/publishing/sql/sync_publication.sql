-- Keeps a publication in step with its job, however that ends or is retried. Steps write the states in between.
create or replace function sync_publication()
  returns trigger
  language plpgsql
as $$
begin
  update publications
  set
    status = new.status,
    failure = case
      when new.status = 'FAILED' then
        jsonb_build_object(
          'code', new.failure->>'code',
          'message', new.failure->>'message',
          'hint', new.failure->>'hint'
        )
    end,
    deferred_until = null
  where job_id = new.id
    and status not in ('PUBLISHED', 'SCHEDULED');
  return null;
end
$$;

create or replace trigger sync_publication
  after update of status on jobs
  for each row
  when (new.type = 'PUBLISH' and new.status is distinct from old.status and new.status in ('QUEUED', 'FAILED', 'CANCELED'))
  execute function sync_publication();
