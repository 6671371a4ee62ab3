-- Accepts a set-up token until the first administrator is appointed. False when one was. With `alone`, no other token
-- stays valid: the operator has chosen it. Otherwise each of several processes has a token of its own.
create or replace function offer_setup(token_hash text, alone boolean)
  returns boolean
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  perform from installation where initialized_at is null for update;
  if not found then
    return false;
  end if;
  delete from setup_tokens
  where alone
    or hash not in (
      select t.hash
      from setup_tokens t
      order by t.created_at desc
      limit 20
    );
  insert into setup_tokens (hash) values (token_hash) on conflict do nothing;
  return true;
end
$$;

revoke execute on function offer_setup(text, boolean) from public;
select grant_application('function offer_setup(text, boolean)', 'execute');
