-- Tokens are renewed every hour, which is no change for subscribers.
create or replace trigger log_change
  after insert or delete or update of name, url, status, reconnect_reason, features, uploads_blocked_until, deleted_at on channels
  for each row execute function log_change('CHANNEL', 'id');
