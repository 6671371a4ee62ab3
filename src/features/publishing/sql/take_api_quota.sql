-- Takes units of a daily quota, or none when they do not fit. The statement locks the row of the day, so parallel calls
-- never take more than the maximum together. A day is one of Pacific time, by the clock of the database.
create or replace function take_api_quota(wanted_account text, wanted_quota text, units int, maximum int)
  returns table (taken boolean, resets_at timestamptz)
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  today date := (clock_timestamp() at time zone 'America/Los_Angeles')::date;
begin
  resets_at := (today + 1)::timestamp at time zone 'America/Los_Angeles';
  taken := false;
  if units <= maximum then
    insert into api_quotas as q (account, quota, day, used)
    values (wanted_account, wanted_quota, today, units)
    on conflict (account, quota, day) do update
      set used = q.used + excluded.used
      where q.used + excluded.used <= maximum;
    taken := found;
  end if;
  return next;
end
$$;

revoke execute on function take_api_quota(text, text, int, int) from public;
select grant_application('function take_api_quota(text, text, int, int)', 'execute');
