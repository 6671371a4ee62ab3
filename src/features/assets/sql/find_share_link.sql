-- The asset behind a valid link, with the captions of the job that made a film. The reader has no account, so it bypasses
-- row-level security. An expired link and an unknown one look the same.
create or replace function find_share_link(wanted_hash text)
  returns table (
    id uuid,
    workspace_id uuid,
    asset_id uuid,
    password_hash text,
    kind text,
    name text,
    file_name text,
    content_type text,
    storage_key text,
    derived text[],
    captions_key text,
    captions_bytes bigint,
    duration_ms int,
    review_enabled boolean
  )
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select
    l.id, l.workspace_id, l.asset_id, l.password_hash, a.kind, a.name, a.file_name, a.content_type, a.storage_key, a.derived,
    captions.storage_key, captions.byte_size, a.duration_ms, l.review_enabled
  from share_links l
  join assets a on a.id = l.asset_id
  join workspaces w on w.id = l.workspace_id
  left join lateral (
    select c.storage_key, c.byte_size
    from assets c
    where c.workspace_id = a.workspace_id
      and c.job_id = a.job_id
      and c.format = a.format
      and a.role = 'VIDEO'
      and c.role = 'CAPTIONS'
      and c.status = 'READY'
      and c.access = 'VIEWER'
    order by c.id
    limit 1
  ) captions on true
  where l.token_hash = wanted_hash
    and l.revoked_at is null
    and (l.expires_at is null or l.expires_at > clock_timestamp())
    and a.status = 'READY'
    and w.deleted_at is null
    and a.access = 'VIEWER';
end;

revoke execute on function find_share_link(text) from public;
select grant_application('function find_share_link(text)', 'execute');
