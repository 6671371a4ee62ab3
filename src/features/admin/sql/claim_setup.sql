-- Makes the acting person the first administrator if the token allows it. The lock lets one of several callers win;
-- the others read INITIALIZED, and their transactions are rolled back with their accounts.
create or replace function claim_setup(token_hash text)
  returns text
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  state text;
begin
  perform from installation for update;
  state := setup_state(token_hash);
  if state = 'OPEN' then
    insert into administrators (user_id) values (app_user_id());
  end if;
  return state;
end
$$;

revoke execute on function claim_setup(text) from public;
select grant_application('function claim_setup(text)', 'execute');
