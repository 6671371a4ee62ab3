-- Steps that all workers with a heartbeat in the last 15 seconds run at once.
create or replace function workers_concurrency()
  returns int
  language sql stable set search_path = public, pg_temp
begin atomic
  select coalesce(sum(concurrency), 0)::int
  from workers
  where last_seen_at > clock_timestamp() - interval '15 seconds';
end;

revoke execute on function workers_concurrency() from public;
