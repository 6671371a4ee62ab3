-- Storage used, reserved and allowed by the plan, for members of the workspace.
create or replace function storage_usage(wanted_workspace uuid)
  returns table (used bigint, reserved bigint, quota bigint)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select coalesce(u.used, 0), coalesce(u.reserved, 0), p.storage_bytes
  from workspaces s
  left join workspace_plans w on w.workspace_id = s.id
  join plans p on p.name = coalesce(w.plan, 'standard')
  left join workspace_storage u on u.workspace_id = s.id
  where s.id = wanted_workspace
    and s.id = any (app_workspace_ids());
end;

revoke execute on function storage_usage(uuid) from public;
select grant_application('function storage_usage(uuid)', 'execute');
