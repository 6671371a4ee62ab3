-- Workspaces whose event log has grown since it was read for notifications: of these, as far as
-- notifications may come from the events, or of all with any event, whose cursors then move past it. A definer, because no
-- member sees all workspaces; it returns ids. Events of transactions that older ones may still precede wait.
create or replace function due_notifications(only_workspaces uuid[])
  returns table (workspace_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select w.id
  from workspaces w
    left join notification_cursors c on c.workspace_id = w.id
  where (only_workspaces is null or w.id = any (only_workspaces))
    and w.deleted_at is null
    and exists (
      select
      from workspace_events e
      where e.workspace_id = w.id
        and (e.xact, e.id) > (
          -- A cursor of the future comes from a dump of another server.
          case when c.xact < pg_snapshot_xmax(pg_current_snapshot()) then c.xact else '0' end,
          case when c.xact < pg_snapshot_xmax(pg_current_snapshot()) then c.event_id else 0 end
        )
        and (
          only_workspaces is null
          or not e.may_skip
            and e.type in ('JOB', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'SLOT')
            and e.action <> 'DELETED'
        )
    );
end;

revoke execute on function due_notifications(uuid[]) from public;
select grant_application('function due_notifications(uuid[])', 'execute');
