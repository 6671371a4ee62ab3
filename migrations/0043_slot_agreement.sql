-- migrate:up
-- Whether the taker has booked the slot, or asked for it at its current time.
alter table slots add column taker_agreed boolean not null default false;
update slots
set taker_agreed = true
where taker_id is not null
  and (status in ('BOOKED', 'COMPLETED') or (created_as = 'TAKER' and updated_as is distinct from 'SYSTEM'));

-- migrate:down
alter table slots drop column taker_agreed;
