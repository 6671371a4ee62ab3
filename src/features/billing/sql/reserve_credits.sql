-- Reserves credits for a job under the lock of the balance. Returns false, and writes nothing, when they do not suffice or a
-- payment of the plan is due; lock_credits tells which. A function, because it decides under the lock.
create or replace function reserve_credits(wanted_workspace uuid, wanted_job uuid, wanted_reservation uuid, credits int)
  returns boolean
  language plpgsql
as $$
begin
  perform
  from lock_credits(wanted_workspace) l
  where l.available + l.owed >= credits
    and not l.payment_due;
  if not found then
    return false;
  end if;

  insert into credit_movements (id, workspace_id, kind, job_id)
  values (wanted_reservation, wanted_workspace, 'RESERVATION', wanted_job);

  -- One statement, because the balances are checked after each statement.
  insert into credit_entries (id, workspace_id, movement_id, account, amount)
  values
    (uuidv7(), wanted_workspace, wanted_reservation, 'AVAILABLE', - credits),
    (uuidv7(), wanted_workspace, wanted_reservation, 'RESERVED', credits);
  return true;
end
$$;
