-- Authenticates an access token: the session, the roles of its user by workspace, and whether the user is an
-- administrator. Runs before a user is known, so it bypasses row-level security.
create or replace function find_session(wanted_session uuid)
  returns table (
    user_id uuid,
    expires_at timestamptz,
    revoked_at timestamptz,
    memberships jsonb,
    administrator boolean
  )
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select
    s.user_id,
    s.expires_at,
    -- A suspended person has no session, also none that began while they were being suspended.
    coalesce(s.revoked_at, (select p.suspended_at from suspensions p where p.user_id = s.user_id)),
    coalesce((select jsonb_object_agg(m.workspace_id, m.role) from memberships m where m.user_id = s.user_id), '{}'),
    exists (select from administrators a where a.user_id = s.user_id)
  from sessions s
  where s.id = wanted_session;
end;

revoke execute on function find_session(uuid) from public;
select grant_application('function find_session(uuid)', 'execute');
