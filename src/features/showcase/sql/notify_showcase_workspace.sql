-- Every process reads the showcase again when a workspace with consents was deleted or restored.
create or replace function notify_showcase_workspace()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if exists (select from showcase_consents where workspace_id = new.id) then
    perform pg_notify('showcase', '');
  end if;
  return null;
end
$$;

create or replace trigger notify_showcase_workspace
  after update of deleted_at on workspaces
  for each row
  when (old.deleted_at is distinct from new.deleted_at)
  execute function notify_showcase_workspace();
