-- Adds new entries to the balances, which nothing else writes. The row is inserted first: an upsert would check its
-- proposed row, which a reservation would make negative.
create or replace function post_credit_entries()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  insert into credit_balances (workspace_id)
  select distinct workspace_id
  from written
  on conflict do nothing;

  update credit_balances b
  set
    issued = b.issued + sums.issued,
    available = b.available + sums.available,
    reserved = b.reserved + sums.reserved,
    spent = b.spent + sums.spent
  from (
    select
      workspace_id,
      coalesce(sum(amount) filter (where account = 'ISSUED'), 0) as issued,
      coalesce(sum(amount) filter (where account = 'AVAILABLE'), 0) as available,
      coalesce(sum(amount) filter (where account = 'RESERVED'), 0) as reserved,
      coalesce(sum(amount) filter (where account = 'SPENT'), 0) as spent
    from written
    group by workspace_id
  ) sums
  where b.workspace_id = sums.workspace_id;
  return null;
end
$$;

create or replace trigger post
  after insert on credit_entries
  referencing new table as written
  for each statement execute function post_credit_entries();
