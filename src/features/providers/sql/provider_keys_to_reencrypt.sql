-- Keys of providers, of all workspaces, that another key than the current one encrypted.
create or replace function provider_keys_to_reencrypt(key_prefix text)
  returns table (workspace_id uuid, provider text)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select k.workspace_id, k.provider
  from provider_keys k
  where not starts_with(k.key, key_prefix);
end;

revoke execute on function provider_keys_to_reencrypt(text) from public;
select grant_application('function provider_keys_to_reencrypt(text)', 'execute');
