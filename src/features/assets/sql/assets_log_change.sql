create or replace trigger log_change
  after insert or delete or update on assets
  for each row execute function log_change('ASSET', 'id');
