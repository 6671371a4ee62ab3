-- Deletes the notifications of the current user and their settings, for the deletion of their account. A definer, because
-- the policy hides notifications of workspaces that they left, and the application deletes none.
create or replace function delete_own_notifications()
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  delete from notifications where user_id = app_user_id();
  delete from notification_settings where user_id = app_user_id();
end;

revoke execute on function delete_own_notifications() from public;
select grant_application('function delete_own_notifications()', 'execute');
