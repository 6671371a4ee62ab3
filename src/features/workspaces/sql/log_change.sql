-- Trigger arguments: the event type, and the column that holds the subject. A soft delete (deleted_at) counts as a
-- delete; later changes of the row are not logged.
create or replace function log_change()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  before jsonb := to_jsonb(old);
  after jsonb := to_jsonb(new);
  row jsonb := coalesce(after, before);
  was_deleted boolean := coalesce(before->>'deleted_at' is not null, false);
  is_deleted boolean := after is null or after->>'deleted_at' is not null;
begin
  if before = after or (was_deleted and is_deleted) then
    return null;
  end if;
  perform append_workspace_event(
    (row->>'workspace_id')::uuid,
    tg_argv[0],
    case when before is null then 'CREATED' when is_deleted then 'DELETED' else 'UPDATED' end,
    (row->>tg_argv[1])::uuid,
    false
  );
  return null;
end
$$;
