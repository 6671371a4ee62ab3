-- For the policy of the audit log. Looks up the membership, because this transaction may have created it.
create or replace function app_is_member(wanted_workspace uuid)
  returns boolean
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select exists (
    select
    from memberships
    where workspace_id = wanted_workspace
      and user_id = app_user_id()
  );
end;

revoke execute on function app_is_member(uuid) from public;
select grant_application('function app_is_member(uuid)', 'execute');
