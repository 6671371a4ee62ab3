-- The person with this address, as far as they have proven it, for the language of their invitation and a notification
-- of it. A definer, because they are not a member; the caller must have a pending invitation of that address.
create or replace function find_invitee(wanted_invitation uuid)
  returns table (user_id uuid, locale text)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select u.id, u.locale
  from invitations i
    join users u on u.email_key = i.email_key
  where i.id = wanted_invitation
    and i.workspace_id = any (app_workspace_ids())
    and i.status = 'PENDING'
    and u.email_verified_at is not null
    and u.deleted_at is null;
end;

revoke execute on function find_invitee(uuid) from public;
select grant_application('function find_invitee(uuid)', 'execute');
