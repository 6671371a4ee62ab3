/** What does not add up in the ledger of any workspace, counted again from its entries, as rows (fault, id). No row is well. */
export const LEDGER_FAULTS = `
  select 'movement does not sum to zero' as fault, movement_id as id from credit_entries group by movement_id having sum(amount) <> 0
  union all select 'movement without entries', id from credit_movements m where not exists (select from credit_entries where movement_id = m.id)
  union all select 'reservation has more than one end', reservation_id from credit_movements where reservation_id is not null
    group by reservation_id having count(*) > 1
  union all select 'balance is not the sum of its entries', b.workspace_id from credit_balances b
    where (b.issued, b.available, b.reserved, b.spent, b.owed) <> (
      select coalesce(sum(amount) filter (where account = 'ISSUED'), 0), coalesce(sum(amount) filter (where account = 'AVAILABLE'), 0),
        coalesce(sum(amount) filter (where account = 'RESERVED'), 0), coalesce(sum(amount) filter (where account = 'SPENT'), 0),
        coalesce(sum(amount) filter (where account = 'OWED'), 0)
      from credit_entries e where e.workspace_id = b.workspace_id)
  union all select 'more expires than there is', b.workspace_id from credit_balances b
    where b.available + b.reserved < (select coalesce(sum(remaining), 0) from credit_lots l where l.workspace_id = b.workspace_id)
  union all select 'ended job holds credits', j.id from jobs j where j.status in ('COMPLETED', 'FAILED', 'CANCELED') and j.reservation_id is not null
    and not exists (select from credit_movements m where m.reservation_id = j.reservation_id)
  union all select 'open job holds none', j.id from jobs j where j.status in ('QUEUED', 'RUNNING') and j.reservation_id is not null
    and exists (select from credit_movements m where m.reservation_id = j.reservation_id)
  union all select 'job was charged something else', j.id from jobs j left join credit_movements m on m.reservation_id = j.reservation_id
    where j.credits_charged <> coalesce((select amount from credit_entries e where e.movement_id = m.id and e.account = 'SPENT'), 0)`;
