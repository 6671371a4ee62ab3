-- Records that a vendor reports a quota as used up, although the ledger has units left: others may use the account too.
-- `counted` keeps what the ledger had at the first such report of the day. Returns when the quota is reset.
create or replace function exhaust_api_quota(wanted_account text, wanted_quota text, maximum int)
  returns timestamptz
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  today date := (clock_timestamp() at time zone 'America/Los_Angeles')::date;
begin
  insert into api_quotas as q (account, quota, day, used, counted)
  values (wanted_account, wanted_quota, today, maximum, 0)
  on conflict (account, quota, day) do update
    set
      used = greatest(q.used, excluded.used),
      counted = coalesce(q.counted, q.used);
  return (today + 1)::timestamp at time zone 'America/Los_Angeles';
end
$$;

revoke execute on function exhaust_api_quota(text, text, int) from public;
select grant_application('function exhaust_api_quota(text, text, int)', 'execute');
