-- Reserves the expected cost of a call to a vendor. Returns the month that pays it; null when the limit of the workspace
-- has no room for it, which marks the limit as reached. The lock on the month serializes calls, so that calls at the
-- same time cannot pass the limit together.
create or replace function reserve_spend(wanted_workspace uuid, wanted_micros bigint)
  returns date
  language plpgsql set search_path = public, pg_temp
as $$
declare
  this_month date := date_trunc('month', clock_timestamp() at time zone 'UTC');
  used bigint;
  spent bigint;
  highest bigint;
begin
  insert into spend_months (workspace_id, month)
  values (wanted_workspace, this_month)
  on conflict do nothing;
  select m.spent_micros, m.spent_micros + m.reserved_micros
  into spent, used
  from spend_months m
  where m.workspace_id = wanted_workspace
    and m.month = this_month
  for no key update;
  select l.micros
  into highest
  from spend_limits l
  where l.workspace_id = wanted_workspace;
  if spent >= highest or used + wanted_micros > highest then
    update spend_months m
    set reached_at = coalesce(m.reached_at, clock_timestamp())
    where m.workspace_id = wanted_workspace
      and m.month = this_month;
    return null;
  end if;
  update spend_months m
  set reserved_micros = m.reserved_micros + wanted_micros
  where m.workspace_id = wanted_workspace
    and m.month = this_month;
  return this_month;
end
$$;

revoke execute on function reserve_spend(uuid, bigint) from public;
select grant_application('function reserve_spend(uuid, bigint)', 'execute');
