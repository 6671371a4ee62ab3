-- Runs of all workspaces that have no job yet, or whose film waits for the job that publishes it, the longest due first,
-- without those of people who are suspended: who has created the series, or asked for the run. A definer, because no
-- member sees all workspaces; it returns ids.
create or replace function due_series_runs()
  returns table (workspace_id uuid, run_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select r.workspace_id, r.id
  from series_runs r
  join workspaces w on w.id = r.workspace_id
  join series s on s.id = r.series_id
  where (r.state = 'PENDING' or (r.state = 'PUBLISHING' and r.publish_job_id is null))
    and r.available_at <= clock_timestamp()
    and w.deleted_at is null
    and not exists (select from suspensions p where p.user_id in (s.created_by, r.created_by))
  order by r.available_at, r.id
  limit 20;
end;

revoke execute on function due_series_runs() from public;
select grant_application('function due_series_runs()', 'execute');
