create or replace trigger log_change
  after insert or delete or update of status, deleted_at on jobs
  for each row execute function log_change('JOB', 'id');
