-- Deletes a batch of review sessions that have expired. Their comments stay. Returns the number deleted.
create or replace function delete_old_review_sessions()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  deleted int;
begin
  delete from review_sessions
  where id = any (array(
    select id
    from review_sessions
    where expires_at < clock_timestamp()
    limit 1000
    for update skip locked
  ));
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_review_sessions() from public;
select grant_application('function delete_old_review_sessions()', 'execute');
