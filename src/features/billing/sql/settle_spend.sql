-- Ends the reservation of a call to a vendor with its cost: 0 for one that was not charged, null for a cost that is not
-- known, which is booked as it was reserved. A month that is null is the current one (UTC). Marks once a month when spending comes near to the limit (80 %) and when it reaches the limit.
create or replace function settle_spend(wanted_workspace uuid, paid_month date, reserved bigint, cost_micros bigint)
  returns void
  language sql set search_path = public, pg_temp
begin atomic
  update spend_months m
  set
    reserved_micros = greatest(0, m.reserved_micros - reserved),
    spent_micros = m.spent_micros + coalesce(cost_micros, reserved),
    unpriced_calls = m.unpriced_calls + (cost_micros is null)::int,
    near_at = case
      when (m.spent_micros + coalesce(cost_micros, reserved)) * 10 >= highest.micros * 8 then coalesce(m.near_at, clock_timestamp())
      else m.near_at
    end,
    reached_at = case
      when m.spent_micros + coalesce(cost_micros, reserved) >= highest.micros then coalesce(m.reached_at, clock_timestamp())
      else m.reached_at
    end
  from (
    select max(l.micros) as micros
    from spend_limits l
    where l.workspace_id = wanted_workspace
  ) highest
  where m.workspace_id = wanted_workspace
    and m.month = coalesce(paid_month, date_trunc('month', clock_timestamp() at time zone 'UTC')::date);
end;

revoke execute on function settle_spend(uuid, date, bigint, bigint) from public;
select grant_application('function settle_spend(uuid, date, bigint, bigint)', 'execute');
