-- Stores a pending OAuth authorization and deletes a batch of expired ones.
create or replace function open_sign_in(
  state_hash text,
  nonce text,
  redirect_uri text,
  code_challenge text,
  life interval
)
  returns void
  language sql security definer set search_path = public
begin atomic
  delete from sign_ins_elsewhere s
  where s.state_hash in (
    select o.state_hash
    from sign_ins_elsewhere o
    where o.expires_at <= now()
    limit 100
    for update skip locked
  );
  insert into sign_ins_elsewhere
  values (state_hash, nonce, redirect_uri, code_challenge, now() + life);
end;

revoke execute on function open_sign_in(text, text, text, text, interval) from public;
select grant_application('function open_sign_in(text, text, text, text, interval)', 'execute');
