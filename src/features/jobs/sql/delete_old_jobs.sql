-- Deletes a batch of jobs that ended `keep_days` ago, with their steps and events (some hundred rows each). Returns the
-- number deleted. The ledger keeps their cost.
create or replace function delete_old_jobs(keep_days int)
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  keep interval := make_interval(days => greatest(keep_days, 1));
  newest uuid := uuidv7(- keep);
  deleted int;
begin
  delete from jobs
  where id = any (array(
    select id
    from jobs
    where id < newest
      and status in ('COMPLETED', 'FAILED', 'CANCELED')
      and finished_at < clock_timestamp() - keep
    order by id
    limit 50
    for update skip locked
  ));
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_jobs(int) from public;
select grant_application('function delete_old_jobs(int)', 'execute');
