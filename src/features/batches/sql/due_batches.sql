-- Open batches of all workspaces that no worker has looked after for a second, the longest neglected first. A definer,
-- because no member sees all workspaces; it returns ids.
create or replace function due_batches()
  returns table (workspace_id uuid, batch_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select b.workspace_id, b.id
  from batches b
  join workspaces w on w.id = b.workspace_id
  where b.status in ('RUNNING', 'PAUSED')
    -- A time in the future was written before the clock was set back.
    and (
      b.tended_at is null
      or b.tended_at not between clock_timestamp() - interval '1 second' and clock_timestamp()
    )
    and w.deleted_at is null
  order by b.tended_at nulls first, b.id
  limit 100;
end;

revoke execute on function due_batches() from public;
select grant_application('function due_batches()', 'execute');
