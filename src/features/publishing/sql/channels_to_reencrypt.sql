-- Channels whose credentials an earlier key encrypted. Key rotation spans workspaces.
create or replace function channels_to_reencrypt(current_prefix text)
  returns table (workspace_id uuid, channel_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select c.workspace_id, c.id
  from channels c
  where c.credentials is not null
    and not starts_with(c.credentials, current_prefix);
end;

revoke execute on function channels_to_reencrypt(text) from public;
select grant_application('function channels_to_reencrypt(text)', 'execute');
