-- All that the showcase shows now or from a later time on, for the cache of each process. A definer, because the films belong
-- to any workspace and the reader is nobody. It returns only what is public, and keys of files, which the API never shows.
create or replace function showcase_snapshot()
  returns jsonb
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select jsonb_build_object(
    'items', (
      select coalesce(
        jsonb_agg(
          jsonb_build_object(
            'id', i.id,
            'placement', i.placement,
            'category', i.category,
            'title', i.title,
            'position', i.position,
            'captionsOn', i.captions,
            'publishFrom', i.publish_from,
            'publishUntil', i.publish_until,
            'width', f.width,
            'height', f.height,
            'durationMs', f.duration_ms,
            'synthetic', f.synthetic,
            'film', f.file,
            'poster', f.poster,
            'captions', f.captions
          )
        ),
        '[]'
      )
      from showcase_items i
      cross join lateral showcase_files(i.asset_id) f
      where f.revoked_at is null
        and f.is_available
    ),
    'trialImages', (
      select coalesce(
        jsonb_agg(
          jsonb_build_object(
            'id', t.id,
            'title', t.title,
            'category', t.category,
            'width', f.width,
            'height', f.height,
            'image', f.file
          )
          order by t.position, t.id
        ),
        '[]'
      )
      from trial_images t
      cross join lateral showcase_files(t.asset_id) f
      where t.active
        and f.revoked_at is null
        and f.is_available
    )
  );
end;

revoke execute on function showcase_snapshot() from public;
select grant_application('function showcase_snapshot()', 'execute');
