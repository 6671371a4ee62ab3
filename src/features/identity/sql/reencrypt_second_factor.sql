-- Stores a re-encrypted secret unless it has changed meanwhile.
create or replace function reencrypt_second_factor(target_user uuid, before text, after text)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update second_factors
  set secret = after
  where user_id = target_user
    and secret = before;
end;

revoke execute on function reencrypt_second_factor(uuid, text, text) from public;
select grant_application('function reencrypt_second_factor(uuid, text, text)', 'execute');
