-- Ends a batch of slots whose time has come, by the clock of the database: BOOKED ones are COMPLETED when they are over;
-- nobody can book or confirm one that has begun. The transitions are those of END in slot.states.ts. Returns the number.
create or replace function end_past_slots()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  ended int;
begin
  update slots
  set
    status = case status when 'BOOKED' then 'COMPLETED' when 'PENDING' then 'DECLINED' else 'CANCELED' end,
    version = version + 1,
    updated_at = clock_timestamp(),
    updated_by = null,
    updated_by_role = null,
    updated_as = 'SYSTEM'
  where id = any (array(
    select id
    from slots
    where status in ('AVAILABLE', 'PENDING', 'BOOKED')
      and deleted_at is null
      and starts_at <= clock_timestamp()
      and (status <> 'BOOKED' or ends_at <= clock_timestamp())
    order by starts_at
    limit 500
    for update skip locked
  ));
  get diagnostics ended = row_count;
  return ended;
end
$$;

revoke execute on function end_past_slots() from public;
select grant_application('function end_past_slots()', 'execute');
