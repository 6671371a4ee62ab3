-- migrate:up
-- Whether the taker has booked the slot, or asked for it at its current time.
alter table slots add column taker_agreed boolean not null default false;
-- Made again with the other routines: without it, each updated slot would be an event.
drop trigger if exists log_change on slots;
update slots
set taker_agreed = true
where taker_id is not null
  and (status in ('BOOKED', 'COMPLETED') or (status = 'PENDING' and coalesce(updated_as, created_as) = 'TAKER'));

-- migrate:down
alter table slots drop column taker_agreed;
