-- Ends a batch of expired uploads and returns the objects and multipart uploads to remove from the store.
create or replace function expire_uploads()
  returns table (storage_key text, store_id text)
  language plpgsql security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  return query
    with ended as (
      update upload_sessions
      set
        status = 'EXPIRED',
        ended_at = clock_timestamp()
      where id = any (array(
        select id
        from upload_sessions
        where status = 'OPEN'
          and expires_at < clock_timestamp()
        order by expires_at
        limit 200
        for update skip locked
      ))
      returning id, store_id
    ),
    deleted as (
      update assets a
      set
        status = 'REJECTED',
        rejection = 'FILE_MISSING',
        rejection_hint = 'The upload was not completed in time.'
      from ended e
      where a.id = e.id
      returning a.id, a.storage_key
    )
    select g.storage_key, e.store_id
    from deleted g
    join ended e on e.id = g.id;
end
$$;

revoke execute on function expire_uploads() from public;
select grant_application('function expire_uploads()', 'execute');
