-- The invited person is not a member yet, so it bypasses row-level security.
create or replace function find_invitation(wanted_hash text)
  returns table (
    invitation_id uuid,
    workspace_id uuid,
    email_key text,
    role text,
    status text,
    is_expired boolean
  )
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select i.id, i.workspace_id, i.email_key, i.role, i.status, i.expires_at <= clock_timestamp()
  from invitations i
  join workspaces w on w.id = i.workspace_id
  where i.token_hash = wanted_hash
    and w.deleted_at is null;
end;

revoke execute on function find_invitation(text) from public;
select grant_application('function find_invitation(text)', 'execute');
