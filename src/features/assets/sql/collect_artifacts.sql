-- Garbage collection in two phases: marks unused artifacts, and a day later deletes those that were not used since the
-- mark. A day is longer than any step runs, so a cache hit only updates `used_at`. An open job uses only what it made or
-- touched itself, so artifacts used since the oldest open job of the workspace are kept. Returns the keys of the objects
-- to remove.
create or replace function collect_artifacts(keep_days int)
  returns setof text
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  before timestamptz := clock_timestamp() - make_interval(days => greatest(keep_days, 1));
  unused uuid[];
begin
  select array_agg(id) into unused
  from (
    select a.id
    from artifacts a
    left join (
      select workspace_id, min(created_at) as since
      from jobs
      where status in ('QUEUED', 'RUNNING')
      group by workspace_id
    ) open on open.workspace_id = a.workspace_id
    where a.used_at < before
      and a.used_at < coalesce(open.since, 'infinity')
      and (
        a.marked_at is null
        or a.marked_at < a.used_at
        or a.marked_at < clock_timestamp() - interval '24 hours'
      )
    order by a.used_at
    limit 5000
    for update of a skip locked
  ) candidates;
  return query
    delete from artifacts
    where id = any (unused)
      and marked_at >= used_at
    returning storage_key;
  update artifacts
  set marked_at = clock_timestamp()
  where id = any (unused);
end
$$;

revoke execute on function collect_artifacts(int) from public;
select grant_application('function collect_artifacts(int)', 'execute');
