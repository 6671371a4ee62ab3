-- Updates are logged by log_job_updates.
create or replace trigger log_change
  after insert or delete on jobs
  for each row execute function log_change('JOB', 'id');
