-- Checks a movement at commit, when all its entries exist: they sum to zero, use the accounts of its kind, and a charge
-- or release undoes the whole reservation and nothing else, so no charge exceeds it. What expires and is taken back of a
-- grant never exceeds it, and no more is given back than was taken. (One entry per account is a constraint.) The trigger
-- argument names the column with the movement's id.
create or replace function check_credit_movement()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  movement credit_movements;
  total bigint;
  accounts text[];
  moved int;
  given int;
  used int;
  issued int;
  owed int;
  held int;
  granted int;
  left_over bigint;
begin
  select * into movement
  from credit_movements
  where id = (to_jsonb(new)->>tg_argv[0])::uuid;

  select
    sum(amount),
    array_agg(account order by account),
    max(amount) filter (where account = 'RESERVED'),
    max(amount) filter (where account = 'AVAILABLE'),
    max(amount) filter (where account = 'SPENT'),
    max(amount) filter (where account = 'ISSUED'),
    max(amount) filter (where account = 'OWED')
  into total, accounts, moved, given, used, issued, owed
  from credit_entries
  where movement_id = movement.id;

  select amount into held
  from credit_entries
  where movement_id = movement.reservation_id
    and account = 'RESERVED';

  if movement.origin_id is not null then
    -- The origin's own share of ISSUED is negative.
    select sum(e.amount) filter (where e.movement_id = movement.origin_id and m.kind = 'GRANT'), sum(e.amount)
    into granted, left_over
    from credit_movements m
    join credit_entries e on e.movement_id = m.id and e.account = 'ISSUED'
    where m.id = movement.origin_id
      or m.origin_id = movement.origin_id;
    if granted is null or left_over not between granted and 0 then
      raise exception 'credit movement % exceeds its grant', movement.id using errcode = 'integrity_constraint_violation';
    end if;
  end if;

  -- In parentheses, or the first "then" would end the condition.
  if total = 0 and (case movement.kind
    when 'GRANT' then accounts <@ '{AVAILABLE,ISSUED,OWED}' and issued < 0 and coalesce(given, 0) >= 0 and coalesce(owed, 0) >= 0
    when 'RESERVATION' then accounts = '{AVAILABLE,RESERVED}' and moved > 0
    when 'RELEASE' then accounts = '{AVAILABLE,RESERVED}' and moved = - held
    when 'CHARGE' then accounts <@ '{AVAILABLE,RESERVED,SPENT}' and moved = - held and used > 0 and coalesce(given, 0) >= 0
    when 'EXPIRY' then accounts = '{AVAILABLE,ISSUED}' and issued > 0
    when 'SETTLEMENT' then accounts = '{AVAILABLE,OWED}' and owed > 0
    when 'REVOCATION' then accounts <@ '{AVAILABLE,ISSUED,OWED}' and issued > 0 and coalesce(given, 0) <= 0 and coalesce(owed, 0) <= 0
  end) then
    return null;
  end if;
  raise exception 'credit movement % does not add up', movement.id using errcode = 'integrity_constraint_violation';
end
$$;

-- Constraint triggers cannot be replaced.
drop trigger if exists check_balanced on credit_movements;
create constraint trigger check_balanced
  after insert on credit_movements
  deferrable initially deferred
  for each row execute function check_credit_movement('id');

drop trigger if exists check_balanced on credit_entries;
create constraint trigger check_balanced
  after insert on credit_entries
  deferrable initially deferred
  for each row execute function check_credit_movement('movement_id');
