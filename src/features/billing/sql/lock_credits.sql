-- Locks the balance, which serializes everything that spends credits of a workspace. Returns what is available, what is
-- owed (never positive), and whether a payment of the plan has failed, which stops new jobs unless an operator has set
-- the plan. No row before the first grant. A definer, because a row lock requires the update privilege.
create or replace function lock_credits(wanted_workspace uuid)
  returns table (available int, owed int, payment_due boolean)
  language sql security definer set search_path = public, pg_temp
begin atomic
  select
    b.available,
    b.owed,
    exists (
      select
      from subscriptions s
      where s.workspace_id = wanted_workspace
        and s.status in ('PAST_DUE', 'UNPAID')
        and not exists (
          select
          from workspace_plans w
          where w.workspace_id = wanted_workspace
            and w.source = 'OPERATOR'
        )
    )
  from credit_balances b
  where b.workspace_id = wanted_workspace
    and b.workspace_id = any (app_workspace_ids())
  for no key update of b;
end;

revoke execute on function lock_credits(uuid) from public;
select grant_application('function lock_credits(uuid)', 'execute');
