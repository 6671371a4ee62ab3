-- TOTP secrets of all users that another key than the current one encrypted.
create or replace function second_factors_to_reencrypt(key_prefix text)
  returns table (user_id uuid, secret text)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select user_id, secret
  from second_factors
  where not starts_with(secret, key_prefix);
end;

revoke execute on function second_factors_to_reencrypt(text) from public;
select grant_application('function second_factors_to_reencrypt(text)', 'execute');
