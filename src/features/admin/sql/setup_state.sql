-- Whether the token may appoint the first administrator: OPEN, INITIALIZED or INVALID. The caller is nobody yet.
create or replace function setup_state(token_hash text)
  returns text
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select
    case
      when i.initialized_at is not null then 'INITIALIZED'
      when exists (select from setup_tokens t where t.hash = token_hash) then 'OPEN'
      else 'INVALID'
    end
  from installation i;
end;

revoke execute on function setup_state(text) from public;
select grant_application('function setup_state(text)', 'execute');
