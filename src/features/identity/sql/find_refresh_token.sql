-- Runs before a user is known, so it bypasses row-level security.
create or replace function find_refresh_token(wanted_hash text)
  returns table (user_id uuid, session_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select user_id, session_id
  from refresh_tokens
  where hash = wanted_hash;
end;

revoke execute on function find_refresh_token(text) from public;
select grant_application('function find_refresh_token(text)', 'execute');
