-- Deletes one batch of a workspace's rows, the largest tables first and the workspace with the rest last.
-- Returns the number deleted, 0 when nothing is left. Audit log and ledger are kept.
create or replace function purge_workspace(wanted_workspace uuid)
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  deleted int;
begin
  if not exists (select from workspaces_to_purge() p where p.workspace_id = wanted_workspace) then
    return 0;
  end if;

  delete from jobs
  where id = any (array(select id from jobs where workspace_id = wanted_workspace limit 50));
  get diagnostics deleted = row_count;
  if deleted > 0 then
    return deleted;
  end if;

  delete from batches
  where id = any (array(select id from batches where workspace_id = wanted_workspace limit 5));
  get diagnostics deleted = row_count;
  if deleted > 0 then
    return deleted;
  end if;

  delete from slots
  where id = any (array(select id from slots where workspace_id = wanted_workspace limit 5000));
  get diagnostics deleted = row_count;
  if deleted > 0 then
    return deleted;
  end if;

  delete from assets
  where id = any (array(select id from assets where workspace_id = wanted_workspace limit 5000));
  get diagnostics deleted = row_count;
  if deleted > 0 then
    return deleted;
  end if;

  delete from artifacts
  where id = any (array(select id from artifacts where workspace_id = wanted_workspace limit 5000));
  get diagnostics deleted = row_count;
  if deleted > 0 then
    return deleted;
  end if;

  delete from workspace_events
  where (workspace_id, xact, id) in (
    select e.workspace_id, e.xact, e.id
    from workspace_events e
    where e.workspace_id = wanted_workspace
    limit 10000
  );
  get diagnostics deleted = row_count;
  if deleted > 0 then
    return deleted;
  end if;

  delete from workspaces
  where id = wanted_workspace;
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function purge_workspace(uuid) from public;
select grant_application('function purge_workspace(uuid)', 'execute');
