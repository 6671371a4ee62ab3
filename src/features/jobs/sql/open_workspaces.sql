-- Workspaces with open jobs, with the limits of their plan and their scheduling position. The recursive query jumps from
-- one workspace to the next in the index, because a backlog may be long.
create or replace function open_workspaces()
  returns table (
    workspace_id uuid,
    concurrent_steps int,
    weight int,
    last_virtual_time double precision,
    next_virtual_time double precision
  )
  language sql stable set search_path = public, pg_temp
begin atomic
  with recursive found (id) as (
    (
      select j.workspace_id
      from jobs j
      where j.status in ('QUEUED', 'RUNNING')
      order by j.workspace_id
      limit 1
    )
    union all
    select (
      select j.workspace_id
      from jobs j
      where j.status in ('QUEUED', 'RUNNING')
        and j.workspace_id > f.id
      order by j.workspace_id
      limit 1
    )
    from found f
    where f.id is not null
  )
  select
    f.id,
    p.concurrent_steps,
    p.weight,
    t.virtual_time,
    greatest((select max(virtual_time) from scheduler_clocks), t.virtual_time + 1.0 / p.weight, 0)
  from found f
  left join workspace_plans w on w.workspace_id = f.id
  join plans p on p.name = coalesce(w.plan, 'standard')
  left join scheduler_clocks t on t.workspace_id = f.id
  where f.id is not null;
end;

revoke execute on function open_workspaces() from public;
