-- Counts what this transaction has changed and holds the workspace's sums until its end, so that the quota and the number
-- of open uploads are exact under concurrency. Called last: who comes next waits for the end of this transaction.
create or replace function claim_storage(wanted_workspace uuid)
  returns table (used bigint, reserved bigint, quota bigint, open_uploads bigint)
  language plpgsql set search_path = public, pg_temp
as $$
begin
  set constraints count_storage immediate;
  return query
    select u.used, u.reserved, u.quota, (
      select count(*)
      from upload_sessions s
      where s.workspace_id = wanted_workspace
        and s.status = 'OPEN'
    )
    from storage_usage(wanted_workspace) u;
end
$$;

revoke execute on function claim_storage(uuid) from public;
select grant_application('function claim_storage(uuid)', 'execute');
