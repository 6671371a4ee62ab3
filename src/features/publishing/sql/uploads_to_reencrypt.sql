-- Publications with the address of an unfinished upload that an earlier key encrypted. Key rotation spans workspaces.
create or replace function uploads_to_reencrypt(current_prefix text)
  returns table (workspace_id uuid, publication_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select p.workspace_id, p.id
  from publications p
  where p.upload_session is not null
    and not starts_with(p.upload_session, current_prefix);
end;

revoke execute on function uploads_to_reencrypt(text) from public;
select grant_application('function uploads_to_reencrypt(text)', 'execute');
