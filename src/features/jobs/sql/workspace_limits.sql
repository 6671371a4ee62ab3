-- The limits of the plan of a workspace, for its members.
create or replace function workspace_limits(wanted_workspace uuid)
  returns table (plan text, concurrent_steps int, weight int, members int, batch_rows int, max_short_side int)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select p.name, p.concurrent_steps, p.weight, p.members, p.batch_rows, p.max_short_side
  from workspaces s
  left join workspace_plans w on w.workspace_id = s.id
  join plans p on p.name = coalesce(w.plan, 'standard')
  where s.id = wanted_workspace
    and s.id = any (app_workspace_ids());
end;

revoke execute on function workspace_limits(uuid) from public;
select grant_application('function workspace_limits(uuid)', 'execute');
