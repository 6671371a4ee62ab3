-- Waves change other columns, of which nobody learns.
create or replace trigger log_change
  after insert or delete or update of name, status, reported_progress on batches
  for each row execute function log_change('BATCH', 'id');
