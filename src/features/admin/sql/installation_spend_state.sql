-- What the installation has spent this month, as the feed and the query of administrators show it; they check their readers.
create or replace function installation_spend_state()
  returns jsonb
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  with this_month as (
    select date_trunc('month', clock_timestamp() at time zone 'UTC')::date as month
  )
  select jsonb_build_object(
    'month', t.month,
    'spentMicros', coalesce(i.spent_micros, 0),
    'reservedMicros', coalesce(i.reserved_micros, 0),
    'refusedMicros', i.refused_micros
  )
  from this_month t
  left join installation_spend i using (month);
end;

revoke execute on function installation_spend_state() from public;
select grant_application('function installation_spend_state()', 'execute');
