-- Open jobs and batches that suspended people have queued, also by their API keys, for the engine to cancel: those that
-- they have created or retried last, and those that they have created, if they were queued before the suspension. What
-- another person has retried since then goes on. A definer, because no member sees all workspaces; it returns ids.
create or replace function suspended_work()
  returns table (workspace_id uuid, kind text, id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  with
    work as (
      select b.workspace_id, 'BATCH' as kind, b.id, b.id as batch_id, b.created_by, b.created_at
      from batches b
      where b.status in ('RUNNING', 'PAUSED')
      union all
      select j.workspace_id, 'JOB', j.id, j.batch_id, j.created_by, j.created_at
      from jobs j
      where j.status in ('QUEUED', 'RUNNING')
    )
  select w.workspace_id, w.kind, w.id
  from work w
  left join lateral (
    select e.user_id, e.at
    from audit_events e
    where e.workspace_id = w.workspace_id
      and e.subject_id in (w.id, w.batch_id)
      and e.action in ('retryJob', 'retryBatch')
    order by e.id desc
    limit 1
  ) retry on true
  where exists (select from suspensions)
    and exists (
      select
      from suspensions s
      where s.user_id = coalesce(retry.user_id, w.created_by)
        or (s.user_id = w.created_by and coalesce(retry.at, w.created_at) < s.suspended_at)
    );
end;

revoke execute on function suspended_work() from public;
select grant_application('function suspended_work()', 'execute');
