-- Deletes a batch of old notifications, read or not. Returns the number deleted. Ids sort by time.
create or replace function delete_old_notifications(keep interval)
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  newest uuid := uuidv7(- keep);
  deleted int;
begin
  delete from notifications
  where id in (
    select n.id
    from notifications n
    where n.id < newest
    order by n.id
    limit 5000
    for update skip locked
  );
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_notifications(interval) from public;
select grant_application('function delete_old_notifications(interval)', 'execute');
