-- Stores a pending OAuth authorization and deletes a batch of expired ones.
create or replace function create_oauth_state(
  state_hash text,
  nonce text,
  redirect_uri text,
  code_challenge text,
  life interval
)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  delete from oauth_states s
  where s.state_hash in (
    select o.state_hash
    from oauth_states o
    where o.expires_at <= now()
    limit 100
    for update skip locked
  );
  insert into oauth_states
  values (state_hash, nonce, redirect_uri, code_challenge, now() + life);
end;

revoke execute on function create_oauth_state(text, text, text, text, interval) from public;
select grant_application('function create_oauth_state(text, text, text, text, interval)', 'execute');
