-- Records a worker's heartbeat and deletes workers that have been silent for a minute.
create or replace function record_heartbeat(
  worker uuid,
  wanted_concurrency int,
  running_steps int,
  load_average double precision
)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  delete from workers
  where last_seen_at < clock_timestamp() - interval '1 minute';
  insert into workers (id, concurrency, running, load, last_seen_at)
  values (worker, wanted_concurrency, running_steps, load_average, clock_timestamp())
  on conflict (id) do update
    set
      concurrency = excluded.concurrency,
      running = excluded.running,
      load = excluded.load,
      last_seen_at = excluded.last_seen_at;
end;

revoke execute on function record_heartbeat(uuid, int, int, double precision) from public;
select grant_application('function record_heartbeat(uuid, int, int, double precision)', 'execute');
