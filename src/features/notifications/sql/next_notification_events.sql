-- The next events of a workspace that notifications may come from, under the lock of its cursor: none when another
-- worker has the lock. The caller moves the cursor in the same transaction. An event is returned once every transaction
-- that could write an earlier one has ended. When these are the last ones, the cursor moves here, past the events that
-- notifications do not come from, so that they are not read again. A cursor of the future comes from a dump of another server.
create or replace function next_notification_events(wanted_workspace uuid, at_most int)
  returns table (xact text, id text, at timestamptz, type text, subject_id uuid, actor_id uuid)
  language plpgsql set search_path = public, pg_temp
as $$
declare
  read_until notification_cursors;
  -- Read before the events: every transaction below it has ended, so they show all that it wrote.
  horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
  found_events int;
begin
  insert into notification_cursors (workspace_id)
  values (wanted_workspace)
  on conflict do nothing;
  select *
  into read_until
  from notification_cursors c
  where c.workspace_id = wanted_workspace
  for update skip locked;
  if not found then
    return;
  end if;
  if read_until.xact >= pg_snapshot_xmax(pg_current_snapshot()) then
    read_until.xact := '0';
    read_until.event_id := 0;
  end if;
  return query
  select e.xact::text, e.id::text, e.at, e.type, e.subject_id, e.actor_id
  from workspace_events e
  where e.workspace_id = wanted_workspace
    and (e.xact, e.id) > (read_until.xact, read_until.event_id)
    and e.xact < horizon
    and not e.may_skip
    and e.type in ('JOB', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'SLOT')
    and e.action <> 'DELETED'
  order by e.xact, e.id
  limit at_most;
  get diagnostics found_events = row_count;
  if found_events < at_most then
    update notification_cursors c
    set xact = (horizon::text::bigint - 1)::text::xid8, event_id = 9223372036854775807
    where c.workspace_id = wanted_workspace
      and c.xact is distinct from (horizon::text::bigint - 1)::text::xid8;
  end if;
end
$$;

revoke execute on function next_notification_events(uuid, int) from public;
select grant_application('function next_notification_events(uuid, int)', 'execute');
