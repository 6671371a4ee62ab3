-- Replaces the encrypted form of a key of the installation, if it is still the one that was read: a key that was replaced
-- meanwhile is encrypted with the current ENCRYPTION_KEY already. A definer, because workers act for no administrator.
create or replace function reencrypt_installation_provider_key(wanted_provider text, read_key text, encrypted text)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update installation_provider_keys
  set key = encrypted
  where provider = wanted_provider
    and key = read_key;
end;

revoke execute on function reencrypt_installation_provider_key(text, text, text) from public;
select grant_application('function reencrypt_installation_provider_key(text, text, text)', 'execute');
