-- Every process reads the settings again, whatever changed them.
create or replace function notify_settings()
  returns trigger
  language plpgsql
as $$
begin
  perform pg_notify('settings', '');
  return null;
end
$$;

create or replace trigger notify_change
  after insert or update or delete on settings
  for each statement execute function notify_settings();
