-- Every process reads the plans again, whatever changed them.
create or replace function notify_plans()
  returns trigger
  language plpgsql
as $$
begin
  perform pg_notify('plans', '');
  return null;
end
$$;

create or replace trigger notify_change
  after insert or update or delete on plans
  for each statement execute function notify_plans();
