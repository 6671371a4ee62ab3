-- Ends the reservation of a call with a key of the installation with its cost: 0 for one that was not charged, null for a
-- cost that is not known, which is booked as it was reserved. A definer, because the table belongs to no workspace.
create or replace function settle_installation_spend(paid_month date, reserved bigint, cost_micros bigint)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update installation_spend i
  set
    reserved_micros = greatest(0, i.reserved_micros - reserved),
    spent_micros = i.spent_micros + coalesce(cost_micros, reserved)
  where i.month = paid_month;
end;

revoke execute on function settle_installation_spend(date, bigint, bigint) from public;
select grant_application('function settle_installation_spend(date, bigint, bigint)', 'execute');
