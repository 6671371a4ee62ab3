-- Locks the number of projects of a workspace until the transaction ends, and returns it, deleted ones included: two
-- concurrent calls could otherwise both count one free project. Two statements, because one would not count what a
-- transaction has written that the lock waited for.
create or replace function lock_projects(wanted_workspace uuid)
  returns int
  language plpgsql
as $$
begin
  perform
  from workspaces
  where id = wanted_workspace
  for no key update;

  return (
    select count(*)
    from projects
    where workspace_id = wanted_workspace
  );
end
$$;
