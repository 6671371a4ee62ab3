create or replace function deregister_worker(worker uuid)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  delete from workers
  where id = worker;
end;

revoke execute on function deregister_worker(uuid) from public;
select grant_application('function deregister_worker(uuid)', 'execute');
