-- Deletes a batch of keys older than 24 hours. Returns the number deleted.
create or replace function delete_old_idempotency_keys()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  deleted int;
begin
  delete from idempotency_keys
  where ctid = any (array(
    select ctid
    from idempotency_keys
    where created_at < clock_timestamp() - interval '24 hours'
    limit 5000
    for update skip locked
  ));
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_idempotency_keys() from public;
select grant_application('function delete_old_idempotency_keys()', 'execute');
