create or replace trigger log_change
  after insert or update on spend_limits
  for each row execute function log_change('SPEND', 'workspace_id');
