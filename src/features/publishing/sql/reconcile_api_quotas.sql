-- Ledgers of days (Pacific time) that have been over for an hour, each once: what was counted, what was counted when the vendor
-- reported the quota as used up, and the publications whose upload began on the day.
create or replace function reconcile_api_quotas()
  returns table (account text, quota text, day text, used int, counted int, started int)
  language sql security definer set search_path = public, pg_temp
begin atomic
  update api_quotas q
  set reconciled_at = clock_timestamp()
  where q.reconciled_at is null
    and q.day < ((clock_timestamp() - interval '1 hour') at time zone 'America/Los_Angeles')::date
  returning
    q.account,
    q.quota,
    to_char(q.day, 'YYYY-MM-DD'),
    q.used,
    q.counted,
    (
      select count(*)::int
      from publications p
      join channels c on c.id = p.channel_id and c.target = 'YOUTUBE'
      where q.quota = 'UPLOADS'
        and p.upload_started_at >= q.day::timestamp at time zone 'America/Los_Angeles'
        and p.upload_started_at < (q.day + 1)::timestamp at time zone 'America/Los_Angeles'
    );
end;

revoke execute on function reconcile_api_quotas() from public;
select grant_application('function reconcile_api_quotas()', 'execute');
