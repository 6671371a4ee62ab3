-- Deletes a batch of expired sessions and used refresh tokens, 30 days later. A used token reveals theft for as long as
-- it could have been used, which is a quarter of this time. Returns the number deleted.
create or replace function delete_old_sessions()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  before timestamptz := clock_timestamp() - interval '30 days';
  sessions_deleted int;
  tokens_deleted int;
begin
  delete from sessions
  where id = any (array(
    select id
    from sessions
    where expires_at < before
    limit 500
    for update skip locked
  ));
  get diagnostics sessions_deleted = row_count;
  delete from refresh_tokens
  where hash = any (array(
    select hash
    from refresh_tokens
    where used_at < before
    limit 5000
    for update skip locked
  ));
  get diagnostics tokens_deleted = row_count;
  return sessions_deleted + tokens_deleted;
end
$$;

revoke execute on function delete_old_sessions() from public;
select grant_application('function delete_old_sessions()', 'execute');
