-- The number of workers with a heartbeat in the last 15 seconds, for the metrics of operators.
create or replace function worker_figures()
  returns table (workers int)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select count(*)::int
  from workers w
  where w.last_seen_at > clock_timestamp() - interval '15 seconds';
end;

revoke execute on function worker_figures() from public;
select grant_application('function worker_figures()', 'execute');
