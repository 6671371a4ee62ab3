-- Records a worker's heartbeat and deletes workers that have been silent for a minute.
create or replace function worker_alive(worker uuid, wanted_concurrency int)
  returns void
  language sql security definer set search_path = public
begin atomic
  delete from workers
  where seen_at < clock_timestamp() - interval '1 minute';
  insert into workers (id, concurrency, seen_at)
  values (worker, wanted_concurrency, clock_timestamp())
  on conflict (id) do update
    set
      concurrency = excluded.concurrency,
      seen_at = excluded.seen_at;
end;

revoke execute on function worker_alive(uuid, int) from public;
select grant_application('function worker_alive(uuid, int)', 'execute');
