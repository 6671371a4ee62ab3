-- Whether another channel, of any workspace that is not deleted, is the same account: ending the grant would disconnect it
-- too.
create or replace function channel_is_shared(wanted_channel uuid)
  returns boolean
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select exists (
    select
    from channels c
    join channels o on o.target = c.target and o.external_id = c.external_id and o.id <> c.id
    join workspaces w on w.id = o.workspace_id and w.deleted_at is null
    where c.id = wanted_channel
      and c.workspace_id = any (app_workspace_ids())
      and o.deleted_at is null
      and o.credentials is not null
  );
end;

revoke execute on function channel_is_shared(uuid) from public;
select grant_application('function channel_is_shared(uuid)', 'execute');
