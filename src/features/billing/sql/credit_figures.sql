-- Credits that moved in the last hour by kind of movement, for the metrics of operators. Ids sort by time, so that one range
-- of the primary key is read. A definer, because no member sees all workspaces; it returns no id.
create or replace function credit_figures()
  returns table (kind text, credits int)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select m.kind, sum(e.amount)::int
  from credit_entries e
  join credit_movements m on m.id = e.movement_id
  where e.id >= uuidv7(interval '-1 hour')
    and e.amount > 0
  group by m.kind;
end;

revoke execute on function credit_figures() from public;
select grant_application('function credit_figures()', 'execute');
