-- Returns and deletes a pending OAuth authorization: a state is accepted once.
create or replace function consume_oauth_state(wanted_state_hash text)
  returns table (nonce text, redirect_uri text, code_challenge text)
  language sql security definer set search_path = public, pg_temp
begin atomic
  with taken as (
    delete from oauth_states s
    where s.state_hash = wanted_state_hash
    returning s.*
  )
  select t.nonce, t.redirect_uri, t.code_challenge
  from taken t
  where t.expires_at > now();
end;

revoke execute on function consume_oauth_state(text) from public;
select grant_application('function consume_oauth_state(text)', 'execute');
