-- Workspaces with grants whose time has come and credits that can expire, at most 500. A definer, because it spans workspaces.
create or replace function due_expiries()
  returns table (workspace_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select distinct l.workspace_id
  from credit_lots l
  join credit_balances b on b.workspace_id = l.workspace_id
  where l.remaining > 0
    and l.expires_at <= now()
    and b.available > 0
  limit 500;
end;

revoke execute on function due_expiries() from public;
select grant_application('function due_expiries()', 'execute');
