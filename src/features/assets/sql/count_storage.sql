-- Maintains the sums of workspace_storage. An import gets its size after its row, so updates create the sum's row as well.
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
    values (workspace)
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

create or replace trigger count_storage
  after insert or delete or update of status, rejection, byte_size, derived_bytes on assets
  for each row execute function count_storage();
