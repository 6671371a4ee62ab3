-- Authenticates a reviewer by the hash of their token, or by the id of their session. Nothing is returned once the share
-- link has ended or its reviews are switched off, and when the file can no longer be shared. Runs before an actor is known,
-- so it bypasses row-level security.
create or replace function find_review_session(wanted_hash text, wanted_id uuid)
  returns table (
    id uuid,
    workspace_id uuid,
    share_link_id uuid,
    asset_id uuid,
    name text,
    expires_at timestamptz
  )
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select s.id, s.workspace_id, l.id, l.asset_id, s.name, least(s.expires_at, l.expires_at)
  from review_sessions s
    join share_links l on l.id = s.share_link_id
    join assets a on a.id = l.asset_id
    join workspaces w on w.id = l.workspace_id
  where (s.token_hash = wanted_hash or s.id = wanted_id)
    and s.expires_at > clock_timestamp()
    and l.revoked_at is null
    and l.review_enabled
    and (l.expires_at is null or l.expires_at > clock_timestamp())
    and a.status = 'READY'
    and a.access = 'VIEWER'
    and w.deleted_at is null;
end;

revoke execute on function find_review_session(text, uuid) from public;
select grant_application('function find_review_session(text, uuid)', 'execute');
