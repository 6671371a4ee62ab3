-- Runs before a user is known, so it bypasses row-level security.
create or replace function find_login(wanted_email_key text)
  returns table (user_id uuid, password_hash text)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select id, password_hash
  from users
  where email_key = wanted_email_key;
end;

revoke execute on function find_login(text) from public;
select grant_application('function find_login(text)', 'execute');
