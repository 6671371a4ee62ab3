-- Every process reads the showcase again, whatever changed it.
create or replace function notify_showcase()
  returns trigger
  language plpgsql
as $$
begin
  perform pg_notify('showcase', '');
  return null;
end
$$;

create or replace trigger notify_change
  after insert or update or delete on showcase_items
  for each statement execute function notify_showcase();
create or replace trigger notify_change
  after insert or update or delete on showcase_consents
  for each statement execute function notify_showcase();
create or replace trigger notify_change
  after insert or update or delete on trial_images
  for each statement execute function notify_showcase();
