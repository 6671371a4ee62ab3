-- Appends an event and notifies subscribers. One UPDATED event per subject and transaction suffices, because readers
-- load the row; a skippable event does not replace one that may not be skipped. Does nothing for a workspace that is
-- being deleted.
create or replace function append_workspace_event(
  wanted_workspace uuid,
  event_type text,
  event_action text,
  subject uuid,
  skippable boolean
)
  returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if event_action = 'UPDATED' and exists (
    select
    from workspace_events e
    where e.workspace_id = wanted_workspace
      and e.xact = pg_current_xact_id()
      and e.type = event_type
      and e.subject_id = subject
      and (skippable or not e.may_skip)
  ) then
    return;
  end if;
  insert into workspace_events (workspace_id, type, action, subject_id, actor_id, may_skip)
  select id, event_type, event_action, subject, app_user_id(), skippable
  from workspaces
  where id = wanted_workspace;
  perform pg_notify('workspace_events', wanted_workspace::text);
end
$$;

revoke execute on function append_workspace_event(uuid, text, text, uuid, boolean) from public;
