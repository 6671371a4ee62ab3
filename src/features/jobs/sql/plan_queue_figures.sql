-- Numbers of waiting and running jobs by state and plan of their workspace, with the age in seconds of the oldest, for the
-- metrics of operators. A definer, because no member sees all workspaces; it returns no id.
create or replace function plan_queue_figures()
  returns table (state text, plan text, depth int, oldest double precision)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select
    j.status,
    coalesce(w.plan, 'standard'),
    count(*)::int,
    greatest(0, extract(epoch from clock_timestamp() - min(coalesce(j.started_at, j.created_at)))::double precision)
  from jobs j
  left join workspace_plans w on w.workspace_id = j.workspace_id
  where j.status in ('QUEUED', 'RUNNING')
  group by 1, 2;
end;

revoke execute on function plan_queue_figures() from public;
select grant_application('function plan_queue_figures()', 'execute');
