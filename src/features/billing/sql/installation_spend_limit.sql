-- The limit that administrators have set for a month, in millionths of a US dollar; null for none.
create or replace function installation_spend_limit()
  returns bigint
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select max(round((s.value #>> '{}')::numeric * 1000000))::bigint
  from settings s
  where s.name = 'spendLimit'
    and jsonb_typeof(s.value) = 'number';
end;

revoke execute on function installation_spend_limit() from public;
