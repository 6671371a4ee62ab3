-- Deleted workspaces, an hour after the last moment to restore them: a restore that began in time has ended by then. Overdue
-- ones have been due for a week, in which something else did not answer.
create or replace function workspaces_to_purge()
  returns table (workspace_id uuid, is_overdue boolean)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select
    id,
    restorable_until <= clock_timestamp() - interval '7 days'
  from workspaces
  where restorable_until <= clock_timestamp() - interval '1 hour';
end;

revoke execute on function workspaces_to_purge() from public;
select grant_application('function workspaces_to_purge()', 'execute');
