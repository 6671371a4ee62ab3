-- Authenticates an API key. The key is limited to its creator's current role; it is void when the creator has left or is
-- suspended.
-- Runs before an actor is known, so it bypasses row-level security.
create or replace function find_api_key(wanted_hash text, wanted_id uuid)
  returns table (
    id uuid,
    workspace_id uuid,
    role text,
    created_by uuid,
    creator_role text,
    expires_at timestamptz,
    expired boolean,
    revoked boolean,
    last_use_is_old boolean
  )
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select
    k.id,
    k.workspace_id,
    k.role,
    k.created_by,
    m.role,
    k.expires_at,
    k.expires_at <= now(),
    k.revoked_at is not null or exists (select from suspensions s where s.user_id = k.created_by),
    k.last_used_at is null or k.last_used_at < now() - interval '1 minute'
  from api_keys k
  left join memberships m on m.workspace_id = k.workspace_id and m.user_id = k.created_by
  where k.hash = wanted_hash
    or k.id = wanted_id;
end;

revoke execute on function find_api_key(text, uuid) from public;
select grant_application('function find_api_key(text, uuid)', 'execute');
