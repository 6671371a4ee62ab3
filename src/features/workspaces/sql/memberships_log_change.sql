create or replace trigger log_change
  after insert or delete or update on memberships
  for each row execute function log_change('MEMBER', 'user_id');
