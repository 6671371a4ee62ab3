create or replace trigger log_change
  after insert or delete on publications
  for each row execute function log_change('PUBLICATION', 'id');
