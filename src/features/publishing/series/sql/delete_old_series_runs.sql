-- Deletes some runs that ended `keep_days` ago, and returns their number. The items that they used stay, so that no item is
-- used again.
create or replace function delete_old_series_runs(keep_days int)
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  deleted int;
begin
  delete from series_runs
  where id = any (array(
    select id
    from series_runs
    where finished_at < clock_timestamp() - make_interval(days => greatest(keep_days, 1))
    limit 1000
    for update skip locked
  ));
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_series_runs(int) from public;
select grant_application('function delete_old_series_runs(int)', 'execute');
