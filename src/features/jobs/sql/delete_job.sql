-- Soft delete. A definer, because row-level security rejects an update whose result it hides.
create or replace function delete_job(wanted_job uuid)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update jobs
  set deleted_at = clock_timestamp()
  where id = wanted_job
    and workspace_id = any (app_workspace_ids())
    and status in ('COMPLETED', 'FAILED', 'CANCELED');
end;

revoke execute on function delete_job(uuid) from public;
select grant_application('function delete_job(uuid)', 'execute');
