-- The owner of a valid token from an email. The caller is not signed in, so it bypasses row-level security.
create or replace function find_account_token(wanted_hash text, wanted_purpose text)
  returns table (user_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select user_id
  from account_tokens
  where hash = wanted_hash
    and purpose = wanted_purpose
    and used_at is null
    and expires_at > clock_timestamp();
end;

revoke execute on function find_account_token(text, text) from public;
select grant_application('function find_account_token(text, text)', 'execute');
