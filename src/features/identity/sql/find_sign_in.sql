-- The account of an address, and whether this device or network signed in to it before, as far back as sessions are
-- kept. Runs before a user is known, so it bypasses row-level security.
create or replace function find_sign_in(wanted_email_key text, from_network text, from_user_agent text)
  returns table (user_id uuid, password_hash text, known text)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select
    u.id,
    u.password_hash,
    (
      select case when bool_or(s.user_agent = from_user_agent) then 'DEVICE' when count(*) > 0 then 'NETWORK' end
      from sessions s
      where s.user_id = u.id
        and s.network = from_network
    )
  from users u
  where u.email_key = wanted_email_key;
end;

revoke execute on function find_sign_in(text, text, text) from public;
select grant_application('function find_sign_in(text, text, text)', 'execute');
