create or replace function worker_gone(worker uuid)
  returns void
  language sql security definer set search_path = public
begin atomic
  delete from workers
  where id = worker;
end;

revoke execute on function worker_gone(uuid) from public;
select grant_application('function worker_gone(uuid)', 'execute');
