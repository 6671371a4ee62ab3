-- Stores or replaces a key of the installation. Refusals of the former key do not apply to the new one. False for anyone
-- but administrators.
create or replace function store_installation_provider_key(wanted_provider text, encrypted text, wanted_hint text)
  returns boolean
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if not app_is_administrator() then
    return false;
  end if;
  insert into installation_provider_keys (provider, key, hint, created_by)
  values (wanted_provider, encrypted, wanted_hint, app_user_id())
  on conflict (provider) do update
    set
      key = excluded.key,
      hint = excluded.hint,
      updated_at = clock_timestamp(),
      updated_by = app_user_id();
  delete from provider_circuits
  where provider = wanted_provider;
  return true;
end
$$;

revoke execute on function store_installation_provider_key(text, text, text) from public;
select grant_application('function store_installation_provider_key(text, text, text)', 'execute');
