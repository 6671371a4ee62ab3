-- Locks the balance, which serializes everything that reserves credits of a workspace, and returns what is available.
-- A definer, because a row lock requires the update privilege.
create or replace function lock_credits(wanted_workspace uuid)
  returns int
  language sql security definer set search_path = public, pg_temp
begin atomic
  select available
  from credit_balances
  where workspace_id = wanted_workspace
    and workspace_id = any (app_workspace_ids())
  for no key update;
end;

revoke execute on function lock_credits(uuid) from public;
select grant_application('function lock_credits(uuid)', 'execute');
