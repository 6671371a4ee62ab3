-- Reserves the expected cost of a call with a key of the installation. Returns the month that pays it; null when the limit
-- has no room for it, which is noted. `fixed_micros` is the limit of the environment, which wins; without it the setting
-- `spendLimit` counts, and without both there is none. The lock on the month serializes calls. A definer, because the
-- table belongs to no workspace.
create or replace function reserve_installation_spend(wanted_micros bigint, fixed_micros bigint)
  returns date
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  this_month date := date_trunc('month', clock_timestamp() at time zone 'UTC');
  used bigint;
  spent bigint;
  highest bigint;
begin
  insert into installation_spend (month)
  values (this_month)
  on conflict do nothing;
  select i.spent_micros, i.spent_micros + i.reserved_micros
  into spent, used
  from installation_spend i
  where i.month = this_month
  for no key update;
  highest := coalesce(fixed_micros, installation_spend_limit());
  if spent >= highest or used + wanted_micros > highest then
    update installation_spend i
    set refused_micros = greatest(i.refused_micros, highest)
    where i.month = this_month;
    return null;
  end if;
  update installation_spend i
  set reserved_micros = i.reserved_micros + wanted_micros
  where i.month = this_month;
  return this_month;
end
$$;

revoke execute on function reserve_installation_spend(bigint, bigint) from public;
select grant_application('function reserve_installation_spend(bigint, bigint)', 'execute');
