-- Expires what is left of grants whose time has come, of at most 500 workspaces, and returns the number of movements:
-- one for each grant, the oldest first. Credits that are reserved count as taken from the grant that expires first; what
-- is returned of them expires when this is called again. A definer, because it spans workspaces.
create or replace function expire_credits()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  due uuid;
  balance credit_balances;
  lot credit_lots;
  held int;
  left_over int;
  expired int;
  movement uuid;
  movements int := 0;
begin
  for due in
    select distinct l.workspace_id
    from credit_lots l
    join credit_balances b on b.workspace_id = l.workspace_id
    where l.remaining > 0
      and l.expires_at <= now()
      and b.available > 0
    order by l.workspace_id
    limit 500
  loop
    select * into balance
    from credit_balances
    where workspace_id = due
    for no key update;
    held := balance.reserved;
    left_over := balance.available;

    for lot in
      select *
      from credit_lots
      where workspace_id = due
        and remaining > 0
        and expires_at <= now()
      order by expires_at, movement_id
    loop
      expired := least(greatest(lot.remaining - held, 0), left_over);
      held := greatest(held - lot.remaining, 0);
      continue when expired = 0;
      movement := uuidv7();
      insert into credit_movements (id, workspace_id, kind, origin_id, reason)
      select movement, due, 'EXPIRY', g.id, g.reason
      from credit_movements g
      where g.id = lot.movement_id;
      insert into credit_entries (id, workspace_id, movement_id, account, amount)
      values
        (uuidv7(), due, movement, 'AVAILABLE', - expired),
        (uuidv7(), due, movement, 'ISSUED', expired);
      left_over := left_over - expired;
      movements := movements + 1;
    end loop;
  end loop;
  return movements;
end
$$;

revoke execute on function expire_credits() from public;
select grant_application('function expire_credits()', 'execute');
