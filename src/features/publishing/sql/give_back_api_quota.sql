-- Gives back units of the daily quota of today that the vendor cannot have counted. Units of a day that is over stay taken.
create or replace function give_back_api_quota(wanted_account text, wanted_quota text, units int)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update api_quotas q
  set used = greatest(0, q.used - units)
  where q.account = wanted_account
    and q.quota = wanted_quota
    and q.day = (clock_timestamp() at time zone 'America/Los_Angeles')::date;
end;

revoke execute on function give_back_api_quota(text, text, int) from public;
select grant_application('function give_back_api_quota(text, text, int)', 'execute');
