create or replace trigger log_change
  after insert or delete or update on projects
  for each row execute function log_change('PROJECT', 'id');
