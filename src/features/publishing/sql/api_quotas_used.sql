-- What an account has used today of each of its quotas, and when they are reset.
create or replace function api_quotas_used(wanted_account text)
  returns table (quota text, used int, resets_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select
    q.quota,
    q.used,
    (q.day + 1)::timestamp at time zone 'America/Los_Angeles'
  from api_quotas q
  where q.account = wanted_account
    and q.day = (clock_timestamp() at time zone 'America/Los_Angeles')::date;
end;

revoke execute on function api_quotas_used(text) from public;
select grant_application('function api_quotas_used(text)', 'execute');
