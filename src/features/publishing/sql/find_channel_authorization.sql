-- The client's page of a started connection: Google sends the browser back without a session.
create or replace function find_channel_authorization(wanted_state_hash text)
  returns text
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select a.redirect_uri
  from channel_authorizations a
  where a.state_hash = wanted_state_hash
    and a.expires_at > now();
end;

revoke execute on function find_channel_authorization(text) from public;
select grant_application('function find_channel_authorization(text)', 'execute');
