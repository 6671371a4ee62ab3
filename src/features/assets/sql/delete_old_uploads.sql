-- Deletes a batch of uploads that ended two days ago: their URLs and idempotency keys have expired. Also deletes the
-- assets of uploads that did not complete. Returns the number of uploads deleted.
create or replace function delete_old_uploads()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  old_uploads uuid[];
  deleted int;
begin
  old_uploads := array(
    select id
    from upload_sessions
    where status <> 'OPEN'
      and ended_at < clock_timestamp() - interval '2 days'
    order by ended_at
    limit 1000
    for update skip locked
  );
  delete from assets a
  using upload_sessions s
  where s.id = any (old_uploads)
    and s.status <> 'COMPLETED'
    and a.id = s.id;
  delete from upload_sessions
  where id = any (old_uploads);
  deleted := cardinality(old_uploads);
  return deleted;
end
$$;

revoke execute on function delete_old_uploads() from public;
select grant_application('function delete_old_uploads()', 'execute');
