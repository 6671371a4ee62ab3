-- First phase of a purge: marks a batch of assets deleted 30 days ago and returns the objects to remove. `delete_purged_assets`
-- deletes the rows afterwards; marks of an interrupted purge are found again. A marked asset cannot be restored, so no
-- visible row lacks its object. Assets with the same content share objects, which go with the last row that names them;
-- removing an object twice is harmless.
create or replace function mark_assets_for_purge()
  returns table (asset_id uuid, storage_keys text[])
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  update assets
  set purging_since = clock_timestamp()
  where id = any (array(
    select id
    from assets a
    where a.status = 'DELETED'
      and a.deleted_at < clock_timestamp() - interval '30 days'
      and a.purging_since is null
      and not asset_is_in_use(a.id)
    order by a.deleted_at
    limit 200
    for update skip locked
  ));
  return query
    select
      a.id,
      array(
        select a.storage_key
        where not exists (
          select
          from assets other
          where other.storage_key collate "C" = a.storage_key
            and other.purging_since is null
        )
        union all
        select substring(a.storage_key from '^.*/') || leaf
        from unnest(a.derived) as leaf
        where not exists (
          select
          from assets other
          where other.storage_key collate "C" = a.storage_key
            and other.purging_since is null
            and leaf = any (other.derived)
        )
      )
    from assets a
    where a.status = 'DELETED'
      and a.purging_since is not null
    order by a.deleted_at
    limit 200;
end
$$;

revoke execute on function mark_assets_for_purge() from public;
select grant_application('function mark_assets_for_purge()', 'execute');
