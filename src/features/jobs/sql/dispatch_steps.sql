-- Selects the steps that the calling worker starts next, at most as many as it has free slots, in the transaction that
-- starts them: the order is decided at the last moment and the queue need not be fair. Workspaces are served in turn by
-- virtual time; one that was idle joins at the current time and does not accumulate credit. A definer, because
-- scheduling spans workspaces. The advisory lock makes the caps exact.
create or replace function dispatch_steps(capacity int)
  returns table (step_id uuid, job_id uuid, workspace_id uuid)
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  picked uuid[];
  virtual_times double precision[];
begin
  if capacity <= 0 or is_queue_paused('JOBS') then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('reelwright.scheduler'));

  select
    array_agg(c.id order by c.virtual_time, c.last_virtual_time nulls first, c.workspace),
    array_agg(c.virtual_time order by c.virtual_time, c.last_virtual_time nulls first, c.workspace)
  into picked, virtual_times
  from (
    select
      free.id,
      o.workspace_id as workspace,
      o.last_virtual_time,
      o.next_virtual_time + (free.rank - 1.0) / o.weight as virtual_time
    from open_workspaces() o
    left join (
      select s.workspace_id, count(*)::int as steps
      from job_steps s
      where s.dispatched_at is not null
        and s.status in ('PENDING', 'RUNNING')
        -- A step that waits until a date, for a quota perhaps for a day, occupies no slot.
        and (s.status = 'RUNNING' or s.backoff_until is null or s.backoff_until <= clock_timestamp())
      group by s.workspace_id
    ) a on a.workspace_id = o.workspace_id
    cross join lateral (
      select
        f.id,
        row_number() over (order by f.priority desc, f.job_id, f.urgency desc, f.id) as rank
      from (
        select s.id, s.job_id, s.urgency, j.priority
        from jobs j
        cross join lateral (
          select b.id, b.job_id, b.urgency as urgency
          from job_steps b
          where b.job_id = j.id
            and b.status = 'PENDING'
            and b.blocked_by = 0
            and b.dispatched_at is null
          order by b.urgency desc, b.id
          limit capacity
        ) s
        where j.workspace_id = o.workspace_id
          and j.status in ('QUEUED', 'RUNNING')
        order by j.priority desc, j.id, s.urgency desc, s.id
        limit greatest(0, least(capacity, o.concurrent_steps - coalesce(a.steps, 0)))
      ) f
    ) free
    order by virtual_time, last_virtual_time nulls first, workspace
    limit capacity
  ) c;

  -- Skips locked steps: their jobs are ending in transactions that take the advisory lock next, so waiting would deadlock.
  return query
    with taken as (
      update job_steps s
      set
        dispatched_at = clock_timestamp(),
        backoff_until = null
      where s.id = any (array(
        select b.id
        from job_steps b
        where b.id = any (picked)
          and b.status = 'PENDING'
          and b.blocked_by = 0
          and b.dispatched_at is null
        for no key update skip locked
      ))
      returning s.id, s.job_id, s.workspace_id
    ),
    advanced as (
      insert into scheduler_clocks (workspace_id, virtual_time)
      select t.workspace_id, max(p.virtual_time)
      from taken t
      join unnest(picked, virtual_times) as p (id, virtual_time) on p.id = t.id
      group by t.workspace_id
      on conflict on constraint scheduler_clocks_pkey do update
        set virtual_time = excluded.virtual_time
    )
    select t.id, t.job_id, t.workspace_id
    from taken t;
end
$$;

revoke execute on function dispatch_steps(int) from public;
select grant_application('function dispatch_steps(int)', 'execute');
