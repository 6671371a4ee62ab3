-- Open jobs and batches that suspended people have created, also by their API keys, for the engine to cancel. A definer,
-- because no member sees all workspaces; it returns ids.
create or replace function suspended_work()
  returns table (workspace_id uuid, kind text, id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select b.workspace_id, 'BATCH', b.id
  from batches b
  where b.status in ('RUNNING', 'PAUSED')
    and b.created_by in (select s.user_id from suspensions s)
  union all
  select j.workspace_id, 'JOB', j.id
  from jobs j
  where j.status in ('QUEUED', 'RUNNING')
    and j.created_by in (select s.user_id from suspensions s);
end;

revoke execute on function suspended_work() from public;
select grant_application('function suspended_work()', 'execute');
