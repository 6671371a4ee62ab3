-- Deletes a batch of events of jobs that ended `keep_days` ago. Returns the number deleted. Ids sort by time, so the
-- primary key finds old rows. Deletes oldest first without gaps: a reader learns from the first kept event whether it
-- missed any.
create or replace function delete_old_job_events(keep_days int)
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  keep interval := make_interval(days => greatest(keep_days, 1));
  newest uuid := uuidv7(- keep);
  deleted int;
begin
  delete from job_events e
  using (
    select o.job_id, o.sequence
    from job_events o
    join jobs j on j.id = o.job_id
    where o.job_id < newest
      and j.status in ('COMPLETED', 'FAILED', 'CANCELED')
      and j.finished_at < clock_timestamp() - keep
    order by o.job_id, o.sequence
    limit 5000
  ) old
  where e.job_id = old.job_id
    and e.sequence = old.sequence;
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_job_events(int) from public;
select grant_application('function delete_old_job_events(int)', 'execute');
