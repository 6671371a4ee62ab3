-- Deletes a batch of old events. Returns the number deleted. The newest event of each workspace is kept: a cursor with
-- no kept event at or before it is known to be older than the log. Transaction ids of the future come from a restored
-- dump.
create or replace function delete_old_workspace_events(keep interval)
  returns int
  language sql security definer set search_path = public, pg_temp
as $$
  with old as (
    delete from workspace_events
    where (workspace_id, xact, id) in (
      select e.workspace_id, e.xact, e.id
      from workspace_events e
      where e.at < clock_timestamp() - keep
        and exists (
          select
          from workspace_events newer
          where newer.workspace_id = e.workspace_id
            and (newer.xact, newer.id) > (e.xact, e.id)
        )
      limit 10000
      for update skip locked
    )
    returning 1
  ),
  from_another_server as (
    delete from workspace_events
    where xact >= pg_snapshot_xmax(pg_current_snapshot())
    returning 1
  )
  select ((select count(*) from old) + (select count(*) from from_another_server))::int
$$;

revoke execute on function delete_old_workspace_events(interval) from public;
select grant_application('function delete_old_workspace_events(interval)', 'execute');
