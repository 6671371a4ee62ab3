-- Maintains the sums of workspace_storage. An import gets its size after its row, so updates create the sum's row as well.
-- Deferred, so that the row of the sums, which all uploads of a workspace change, is locked during the commit only;
-- claim_storage counts earlier. By then the workspace may have been deleted, and its sums with it.
create or replace function count_storage()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  workspace uuid := coalesce(new.workspace_id, old.workspace_id);
  more_used bigint;
  more_reserved bigint;
begin
  more_used :=
    coalesce(bytes_used(new.status, new.rejection, new.byte_size, new.derived_bytes), 0)
    - coalesce(bytes_used(old.status, old.rejection, old.byte_size, old.derived_bytes), 0);
  more_reserved :=
    (case when new.status = 'PENDING' then new.byte_size else 0 end)
    - (case when old.status = 'PENDING' then old.byte_size else 0 end);
  if more_used = 0 and more_reserved = 0 then
    return null;
  end if;
  if tg_op <> 'DELETE' then
    insert into workspace_storage (workspace_id)
    select id
    from workspaces
    where id = workspace
    on conflict do nothing;
  end if;
  update workspace_storage
  set
    used = used + more_used,
    reserved = reserved + more_reserved
  where workspace_id = workspace;
  return null;
end
$$;

-- Constraint triggers cannot be replaced.
drop trigger if exists count_storage on assets;
create constraint trigger count_storage
  after insert or delete or update of status, rejection, byte_size, derived_bytes on assets
  deferrable initially deferred
  for each row execute function count_storage();
