-- The keys of clouds that the installation pays, encrypted: what they are for is decided by the process that decrypts them.
-- A definer, because the table belongs to no workspace and workers act for one.
create or replace function installation_provider_keys_in_use()
  returns table (
    provider text,
    key text,
    hint text,
    created_at timestamptz,
    updated_at timestamptz
  )
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select k.provider, k.key, k.hint, k.created_at, k.updated_at
  from installation_provider_keys k
  order by k.provider;
end;

revoke execute on function installation_provider_keys_in_use() from public;
select grant_application('function installation_provider_keys_in_use()', 'execute');
