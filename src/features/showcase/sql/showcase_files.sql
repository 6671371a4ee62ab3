-- A file with consent, for the functions of the showcase: whether it can be shown now, and where its bytes are. Only these
-- functions call it, as the owner, because the file belongs to any workspace.
create or replace function showcase_files(wanted_asset uuid)
  returns table (
    kind text,
    content_type text,
    revoked_at timestamptz,
    is_available boolean,
    width int,
    height int,
    duration_ms int,
    synthetic boolean,
    file jsonb,
    poster jsonb,
    captions jsonb
  )
  language sql stable
begin atomic
  select
    a.kind,
    a.content_type,
    c.revoked_at,
    -- Parts of a film that not every member may read are never shown.
    a.status = 'READY' and a.access = 'VIEWER' and a.sha256 is not null and w.deleted_at is null as is_available,
    a.width,
    a.height,
    a.duration_ms,
    a.synthetic,
    jsonb_build_object('key', a.storage_key, 'hash', a.sha256, 'type', a.content_type, 'bytes', a.byte_size) as file,
    coalesce(
      (
        select jsonb_build_object('key', s.storage_key, 'hash', s.sha256, 'type', s.content_type, 'bytes', s.byte_size)
        from assets s
        where a.role = 'VIDEO'
          and s.workspace_id = a.workspace_id
          and s.job_id = a.job_id
          and s.format = a.format
          and s.role in ('POSTER', 'THUMBNAIL')
          and s.status = 'READY'
          and s.sha256 is not null
          and s.access = 'VIEWER'
        order by s.role, s.id
        limit 1
      ),
      -- Its size is unknown here; it is small. Its content follows from that of the film.
      case
        when a.kind = 'VIDEO' and 'thumbnail.jpg' = any (a.derived)
          then jsonb_build_object(
            'key', regexp_replace(a.storage_key, '[^/]*$', 'thumbnail.jpg'),
            'hash', encode(sha256(convert_to(a.sha256 || ' thumbnail.jpg', 'UTF8')), 'hex'),
            'type', 'image/jpeg',
            'bytes', null
          )
      end
    ) as poster,
    (
      select jsonb_build_object('key', s.storage_key, 'hash', s.sha256, 'type', s.content_type, 'bytes', s.byte_size)
      from assets s
      where a.role = 'VIDEO'
        and s.workspace_id = a.workspace_id
        and s.job_id = a.job_id
        and s.format = a.format
        and s.role = 'CAPTIONS'
        and s.status = 'READY'
        and s.sha256 is not null
        and s.access = 'VIEWER'
      order by s.id
      limit 1
    ) as captions
  from showcase_consents c
  join assets a on a.id = c.asset_id
  join workspaces w on w.id = c.workspace_id
  where c.asset_id = wanted_asset;
end;

revoke execute on function showcase_files(uuid) from public;
