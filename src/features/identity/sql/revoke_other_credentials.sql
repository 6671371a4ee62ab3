-- Removes every credential but the password: the address was verified by its owner, who may not have created the
-- account. Notifies the sessions of revoked API keys.
create or replace function revoke_other_credentials()
  returns void
  language sql security definer set search_path = public
begin atomic
  delete from second_factors
  where user_id = app_user_id();
  delete from linked_accounts
  where user_id = app_user_id();
  with revoked as (
    update api_keys
    set revoked_at = now()
    where created_by = app_user_id()
      and revoked_at is null
    returning id
  )
  select pg_notify('session_ended', id::text)
  from revoked;
end;

revoke execute on function revoke_other_credentials() from public;
select grant_application('function revoke_other_credentials()', 'execute');
