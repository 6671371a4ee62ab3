-- Workspaces with their use, without their content, for administrators. It checks the caller as `admin_users` does.
create or replace view admin_workspaces with (security_barrier) as
select
  w.id,
  w.name,
  w.created_at,
  coalesce(p.plan, 'standard') as plan,
  (select count(*)::int from memberships m where m.workspace_id = w.id) as members,
  array(select m.user_id from memberships m where m.workspace_id = w.id) as member_ids,
  coalesce((select sum(s.used) from workspace_storage s where s.workspace_id = w.id), 0)::bigint as storage_bytes,
  coalesce((select b.available from credit_balances b where b.workspace_id = w.id), 0) as credits_available,
  coalesce((select b.reserved from credit_balances b where b.workspace_id = w.id), 0) as credits_reserved,
  coalesce((select b.spent from credit_balances b where b.workspace_id = w.id), 0) as credits_spent,
  (
    select count(*)::int
    from jobs j
    where j.workspace_id = w.id
      and j.status in ('QUEUED', 'RUNNING')
  ) as open_jobs
from workspaces w
left join workspace_plans p on p.workspace_id = w.id
where w.deleted_at is null
  and (select app_is_administrator());

select grant_application('admin_workspaces', 'select');
