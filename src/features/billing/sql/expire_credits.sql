-- Expires what is left of a workspace's grants whose time has come, and returns the number of grants: one movement for each,
-- the oldest first. What the workspace owes is settled before, from the grants that expire first. Credits that are
-- reserved count as taken from the grant that expires first; what is returned of them expires when this is called again.
-- A definer, because only the owner of the tables reads lots.
create or replace function expire_credits(wanted_workspace uuid)
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  balance credit_balances;
  lot credit_lots;
  held int;
  left_over int;
  settled int;
  expired int;
  movement uuid;
  movements int := 0;
begin
  select * into balance
  from credit_balances
  where workspace_id = wanted_workspace
  for no key update;
  held := balance.reserved;
  left_over := balance.available;

  settled := least(left_over, - balance.owed);
  if settled > 0 then
    movement := uuidv7();
    insert into credit_movements (id, workspace_id, kind)
    values (movement, wanted_workspace, 'SETTLEMENT');
    insert into credit_entries (id, workspace_id, movement_id, account, amount)
    values
      (uuidv7(), wanted_workspace, movement, 'AVAILABLE', - settled),
      (uuidv7(), wanted_workspace, movement, 'OWED', settled);
    left_over := left_over - settled;
  end if;

  for lot in
    select *
    from credit_lots
    where workspace_id = wanted_workspace
      and remaining > 0
      and expires_at <= now()
    order by expires_at, movement_id
  loop
    expired := least(greatest(lot.remaining - held, 0), left_over);
    held := greatest(held - lot.remaining, 0);
    continue when expired = 0;
    movement := uuidv7();
    insert into credit_movements (id, workspace_id, kind, origin_id, reason)
    select movement, wanted_workspace, 'EXPIRY', g.id, g.reason
    from credit_movements g
    where g.id = lot.movement_id;
    insert into credit_entries (id, workspace_id, movement_id, account, amount)
    values
      (uuidv7(), wanted_workspace, movement, 'AVAILABLE', - expired),
      (uuidv7(), wanted_workspace, movement, 'ISSUED', expired);
    left_over := left_over - expired;
    movements := movements + 1;
  end loop;
  return movements;
end
$$;

revoke execute on function expire_credits(uuid) from public;
select grant_application('function expire_credits(uuid)', 'execute');
