-- Deletes a few batches that ended `keep_days` ago, with their rows. Returns the number deleted. Their jobs and assets
-- have retention periods of their own.
create or replace function delete_old_batches(keep_days int)
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  deleted int;
begin
  delete from batches
  where id = any (array(
    select id
    from batches
    where finished_at < clock_timestamp() - make_interval(days => greatest(keep_days, 1))
    limit 5
    for update skip locked
  ));
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_batches(int) from public;
select grant_application('function delete_old_batches(int)', 'execute');
