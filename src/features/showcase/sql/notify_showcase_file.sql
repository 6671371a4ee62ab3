-- Every process reads the showcase again when a film, its poster or its captions were deleted or restored. A definer,
-- because the actor may not see all consents.
create or replace function notify_showcase_file()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if exists (select from showcase_consents where workspace_id = new.workspace_id) then
    perform pg_notify('showcase', '');
  end if;
  return null;
end
$$;

create or replace trigger notify_showcase_asset
  after update of status on assets
  for each row
  when (old.status is distinct from new.status and (old.status = 'READY' or new.status = 'READY'))
  execute function notify_showcase_file();
