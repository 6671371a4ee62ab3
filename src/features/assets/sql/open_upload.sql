-- Writes the session of an upload, whose asset this transaction has written, then claims its storage as claim_storage does,
-- and returns when it expires beside that: one round trip, of which the second half holds the sums of the workspace.
create or replace function open_upload(new_upload uuid, wanted_workspace uuid, new_part_size bigint, new_store_id text)
  returns table (expires_at timestamptz, used bigint, reserved bigint, quota bigint, open_uploads bigint)
  language plpgsql set search_path = public, pg_temp
as $$
declare
  ends timestamptz;
begin
  insert into upload_sessions as s (id, workspace_id, part_size, store_id)
  values (new_upload, wanted_workspace, new_part_size, new_store_id)
  returning s.expires_at into ends;

  return query
    select ends, c.used, c.reserved, c.quota, c.open_uploads
    from claim_storage(wanted_workspace) c;
end
$$;

revoke execute on function open_upload(uuid, uuid, bigint, text) from public;
select grant_application('function open_upload(uuid, uuid, bigint, text)', 'execute');
