-- At most one progress event a second and job, by the database's clock, even when it is set back. The caller holds the
-- lock of the job's row.
create or replace function log_job_progress()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if not exists (
    select
    from workspace_events
    where subject_id = new.id
      and may_skip
      and at > clock_timestamp() - interval '1 second'
      and at <= clock_timestamp()
  ) then
    perform append_workspace_event(new.workspace_id, 'JOB', 'UPDATED', new.id, true);
  end if;
  return null;
end
$$;

create or replace trigger log_progress
  after update of progress, step on jobs
  for each row
  when (old.status = new.status and (old.progress, old.step) is distinct from (new.progress, new.step))
  execute function log_job_progress();
