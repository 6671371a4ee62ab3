-- Second phase of a purge, once the objects are removed. Returns the number of rows deleted.
create or replace function end_purge(asset_ids jsonb)
  returns int
  language plpgsql security definer set search_path = public
as $$
declare
  gone int;
begin
  delete from assets
  where status = 'DELETED'
    and purging_since is not null
    and id in (select value::uuid from jsonb_array_elements_text(asset_ids));
  get diagnostics gone = row_count;
  return gone;
end
$$;

revoke execute on function end_purge(jsonb) from public;
select grant_application('function end_purge(jsonb)', 'execute');
