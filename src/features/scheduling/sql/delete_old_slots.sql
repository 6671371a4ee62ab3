-- Deletes a batch of slots that were deleted 30 days ago. Returns the number deleted.
create or replace function delete_old_slots()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  deleted int;
begin
  delete from slots
  where id = any (array(
    select id
    from slots
    where deleted_at < clock_timestamp() - interval '30 days'
    limit 1000
    for update skip locked
  ));
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_slots() from public;
select grant_application('function delete_old_slots()', 'execute');
