-- Workers that reported a heartbeat within the last minute, for administrators. It checks the caller as `admin_users`
-- does.
create or replace view admin_workers with (security_barrier) as
select
  w.id,
  w.concurrency,
  w.running,
  w.load,
  w.started_at,
  w.last_seen_at,
  w.last_seen_at > clock_timestamp() - interval '15 seconds' as alive
from workers w
where (select app_is_administrator());

select grant_application('admin_workers', 'select');
