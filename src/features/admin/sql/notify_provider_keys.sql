-- Every process reads the keys of the installation again, whatever changed them.
create or replace function notify_provider_keys()
  returns trigger
  language plpgsql
as $$
begin
  perform pg_notify('provider_keys', '');
  return null;
end
$$;

create or replace trigger notify_change
  after insert or update or delete on installation_provider_keys
  for each statement execute function notify_provider_keys();
