-- Keeps slot_times in step with a slot, whatever code changes it. The exclusion constraint refuses a change that would
-- take a person twice. Which states hold whom is in slot.states.ts; a test compares them. A definer, because the
-- application must not write these rows.
create or replace function hold_slot_times()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  delete from slot_times
  where slot_id = new.id;
  if new.deleted_at is not null then
    return null;
  end if;
  if new.status in ('AVAILABLE', 'PENDING', 'BOOKED', 'COMPLETED') then
    insert into slot_times
    values (
      new.id,
      new.giver_id,
      tstzrange(new.starts_at - make_interval(mins => new.buffer_before_minutes), new.ends_at + make_interval(mins => new.buffer_after_minutes))
    );
  end if;
  if new.taker_id is not null and new.status in ('PENDING', 'BOOKED', 'COMPLETED') then
    insert into slot_times
    values (new.id, new.taker_id, tstzrange(new.starts_at, new.ends_at));
  end if;
  return null;
end
$$;

create or replace trigger hold_times
  after insert or update of status, giver_id, taker_id, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes, deleted_at on slots
  for each row execute function hold_slot_times();
