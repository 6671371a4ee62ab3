-- Series of all workspaces whose time has come, the longest due first, without those of people who are suspended. A
-- definer, because no member sees all workspaces; it returns ids.
create or replace function due_series()
  returns table (workspace_id uuid, series_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select s.workspace_id, s.id
  from series s
  join workspaces w on w.id = s.workspace_id
  where s.next_run_at <= clock_timestamp()
    and w.deleted_at is null
    and not exists (select from suspensions p where p.user_id = s.created_by)
  order by s.next_run_at, s.id
  limit 100;
end;

revoke execute on function due_series() from public;
select grant_application('function due_series()', 'execute');
