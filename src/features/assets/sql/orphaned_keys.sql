-- Those of the keys that no row names and that no open job or unfinished asset may still create.
create or replace function orphaned_keys(keys jsonb)
  returns setof text
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select key
  from jsonb_array_elements_text(keys) as key
  cross join lateral (
    select
      substring(key from '^[0-9a-f-]{36}/assets/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})')::uuid as owner,
      substring(key from '^.*/') || 'original' as original,
      substring(key from '[^/]*$') as leaf
  ) parts
  where not exists (select from artifacts a where a.storage_key collate "C" = key)
    and not exists (
      select
      from assets s
      where s.storage_key collate "C" = key
        and asset_keeps_bytes(s.status, s.rejection)
    )
    and not exists (
      select
      from assets s
      where s.storage_key collate "C" = original
        and leaf = any (s.derived)
        and asset_keeps_bytes(s.status, s.rejection)
    )
    and not exists (select from users u where u.avatar_key collate "C" = key)
    and not exists (select from profile_picture_uploads p where p.upload_key = key and p.status in ('OPEN', 'CHECKING'))
    and not exists (select from assets s where s.id = owner and s.status in ('PENDING', 'PROCESSING'))
    and not exists (select from jobs j where j.status in ('QUEUED', 'RUNNING') and j.id = owner);
end;

revoke execute on function orphaned_keys(jsonb) from public;
select grant_application('function orphaned_keys(jsonb)', 'execute');
