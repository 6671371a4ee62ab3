-- Second phase of a purge, once the objects are removed. Returns the number of rows deleted.
create or replace function delete_purged_assets(asset_ids jsonb)
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  deleted int;
begin
  delete from assets
  where status = 'DELETED'
    and purging_since is not null
    and id in (select value::uuid from jsonb_array_elements_text(asset_ids));
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_purged_assets(jsonb) from public;
select grant_application('function delete_purged_assets(jsonb)', 'execute');
