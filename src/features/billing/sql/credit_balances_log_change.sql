create or replace trigger log_change
  after insert or delete or update on credit_balances
  for each row execute function log_change('CREDITS', 'workspace_id');
