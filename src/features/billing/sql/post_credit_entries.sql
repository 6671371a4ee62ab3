-- Adds new entries to the balances and to the lots of credits that expire, which nothing else writes. The row is inserted
-- first: an upsert would check its proposed row, which a reservation would make negative. The lock of the balance comes
-- before those of the lots.
create or replace function post_credit_entries()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  gone record;
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
    spent = b.spent + sums.spent,
    owed = b.owed + sums.owed
  from (
    select
      workspace_id,
      coalesce(sum(amount) filter (where account = 'ISSUED'), 0) as issued,
      coalesce(sum(amount) filter (where account = 'AVAILABLE'), 0) as available,
      coalesce(sum(amount) filter (where account = 'RESERVED'), 0) as reserved,
      coalesce(sum(amount) filter (where account = 'SPENT'), 0) as spent,
      coalesce(sum(amount) filter (where account = 'OWED'), 0) as owed
    from written
    group by workspace_id
  ) sums
  where b.workspace_id = sums.workspace_id;

  insert into credit_lots (movement_id, workspace_id, remaining, expires_at)
  select m.id, m.workspace_id, w.amount, m.expires_at
  from written w
  join credit_movements m on m.id = w.movement_id
  where w.account = 'AVAILABLE'
    and w.amount > 0
    and m.expires_at is not null;

  -- What leaves a workspace's hands is taken from its lots: from the grant that it takes back or expires, then from the
  -- one that expires first. What is left comes from credits that do not expire.
  for gone in
    select w.workspace_id, w.movement_id, m.origin_id, - sum(w.amount) as credits
    from written w
    join credit_movements m on m.id = w.movement_id
    where w.account in ('AVAILABLE', 'RESERVED')
      and exists (
        select
        from credit_lots l
        where l.workspace_id = w.workspace_id
          and l.remaining > 0
      )
    group by w.workspace_id, w.movement_id, m.origin_id
    having sum(w.amount) < 0
  loop
    update credit_lots l
    set remaining = l.remaining - taken.credits
    from (
      select
        o.movement_id,
        least(
          o.remaining,
          greatest(gone.credits - (sum(o.remaining) over in_order - o.remaining), 0)
        ) as credits
      from credit_lots o
      where o.workspace_id = gone.workspace_id
        and o.remaining > 0
      window in_order as (
        order by (o.movement_id is not distinct from gone.origin_id) desc, o.expires_at, o.movement_id
        rows unbounded preceding
      )
    ) taken
    where l.movement_id = taken.movement_id
      and taken.credits > 0;
  end loop;

  -- What was taken back of a grant and is owed has not left the workspace's hands, but it can no longer expire.
  update credit_lots l
  set remaining = least(l.remaining, granted.left_over)
  from (
    select r.origin_id, - sum(e.amount)::int as left_over
    from (
      select distinct m.origin_id
      from written w
      join credit_movements m on m.id = w.movement_id
      where m.kind = 'REVOCATION'
    ) r
    join credit_movements o on o.id = r.origin_id or o.origin_id = r.origin_id
    join credit_entries e on e.movement_id = o.id and e.account = 'ISSUED'
    group by r.origin_id
  ) granted
  where l.movement_id = granted.origin_id
    and l.remaining > granted.left_over;
  return null;
end
$$;

create or replace trigger post
  after insert on credit_entries
  referencing new table as written
  for each statement execute function post_credit_entries();
