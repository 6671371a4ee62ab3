-- Waves change other columns too, which are no change for subscribers.
create or replace trigger log_change
  after insert or delete or update of name, status, reported_progress on batches
  for each row execute function log_change('BATCH', 'id');
