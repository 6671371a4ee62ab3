-- Whether an open job reads this asset. Features that reference assets add their condition here.
create or replace function asset_is_in_use(asset uuid)
  returns boolean
  language sql stable
begin atomic
  select exists (
    select
    from asset_uses u
    join jobs j on j.id = u.job_id
    where u.asset_id = asset
      and j.status in ('QUEUED', 'RUNNING')
  );
end;

revoke execute on function asset_is_in_use(uuid) from public;
