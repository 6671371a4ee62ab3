-- Ends a reservation once: charges what was used, at most the reserved amount, and returns the rest. Returns the charge;
-- null when the reservation has already ended. A function, because a round ends the reservations of several jobs.
create or replace function settle_credits(wanted_workspace uuid, wanted_job uuid, wanted_reservation uuid, used int)
  returns int
  language plpgsql
as $$
declare
  movement uuid := uuidv7();
  held int;
  charged int;
begin
  select amount into strict held
  from credit_entries
  where workspace_id = wanted_workspace
    and movement_id = wanted_reservation
    and account = 'RESERVED';
  charged := least(used, held);

  insert into credit_movements (id, workspace_id, kind, job_id, reservation_id)
  values (
    movement,
    wanted_workspace,
    case when charged > 0 then 'CHARGE' else 'RELEASE' end,
    wanted_job,
    wanted_reservation
  )
  on conflict on constraint credit_movements_settled_once do nothing;
  if not found then
    return null;
  end if;

  -- One statement, because the balances are checked after each statement.
  insert into credit_entries (id, workspace_id, movement_id, account, amount)
  select uuidv7(), wanted_workspace, movement, e.account, e.amount
  from (values ('RESERVED', - held), ('SPENT', charged), ('AVAILABLE', held - charged)) e (account, amount)
  where e.amount <> 0;
  return charged;
end
$$;
