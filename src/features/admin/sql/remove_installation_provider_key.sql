-- Removes a key of the installation. Returns whether there was one; null for anyone but administrators.
create or replace function remove_installation_provider_key(wanted_provider text)
  returns boolean
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if not app_is_administrator() then
    return null;
  end if;
  delete from installation_provider_keys
  where provider = wanted_provider;
  return found;
end
$$;

revoke execute on function remove_installation_provider_key(text) from public;
select grant_application('function remove_installation_provider_key(text)', 'execute');
