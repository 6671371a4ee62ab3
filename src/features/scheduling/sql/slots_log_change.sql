create or replace trigger log_change
  after insert or delete or update on slots
  for each row execute function log_change('SLOT', 'id');
