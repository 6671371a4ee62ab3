-- Deletes a batch of projects that were deleted 30 days ago, with their scenes and versions. Returns the number
-- deleted. Their jobs and assets remain.
create or replace function delete_old_projects()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  deleted int;
begin
  delete from projects
  where id = any (array(
    select id
    from projects
    where deleted_at < clock_timestamp() - interval '30 days'
    limit 100
    for update skip locked
  ));
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_projects() from public;
select grant_application('function delete_old_projects()', 'execute');
