-- Keeps the row of a batch in step with its job, however that changes. Each job writes its own row, so that jobs which
-- end at the same time do not wait for each other. A job that is retried by itself opens its batch again.
create or replace function sync_batch_row()
  returns trigger
  language plpgsql
as $$
begin
  update batch_rows r
  set
    status = new.status,
    credits_charged = new.credits_charged,
    failure = case
      when new.status = 'FAILED' then jsonb_build_object('code', new.failure->>'code', 'message', new.failure->>'message')
    end
  where r.batch_id = new.batch_id
    and r.number = new.batch_row
    and (r.status, r.credits_charged) is distinct from (new.status, new.credits_charged);

  if tg_op = 'UPDATE' and old.status = 'FAILED' and new.status = 'QUEUED' then
    update batches
    set
      status = 'RUNNING',
      finished_at = null
    where id = new.batch_id
      and status = 'COMPLETED';
  end if;
  return null;
end
$$;

create or replace trigger sync_batch_row
  after insert or update of status, credits_charged on jobs
  for each row
  when (new.batch_id is not null)
  execute function sync_batch_row();
