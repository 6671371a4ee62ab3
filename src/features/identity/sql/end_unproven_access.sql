-- Ends every access that was created before the address was verified: its creator may not be the owner of the address.
-- Returns what ended, by kind. A definer, because other workspaces' keys, webhooks and invitations are hidden.
create or replace function end_unproven_access(proven timestamptz)
  returns jsonb
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  person uuid := app_user_id();
  passwords int;
  sessions_ended int;
  keys int;
  factors int;
  links int;
  invites int;
  hooks int;
begin
  update users
  set
    password_hash = '',
    password_set_at = null
  where id = person
    and password_set_at < proven;
  get diagnostics passwords = row_count;

  update sessions
  set network = null
  where user_id = person
    and created_at < proven;
  with ended as (
    update sessions
    set revoked_at = now()
    where user_id = person
      and created_at < proven
      and revoked_at is null
    returning id
  )
  select count(pg_notify('session_ended', id::text)) into sessions_ended
  from ended;

  with ended as (
    update api_keys
    set revoked_at = now()
    where created_by = person
      and created_at < proven
      and revoked_at is null
    returning id
  )
  select count(pg_notify('session_ended', id::text)) into keys
  from ended;

  delete from second_factors
  where user_id = person
    and created_at < proven;
  get diagnostics factors = row_count;

  delete from linked_accounts
  where user_id = person
    and created_at < proven;
  get diagnostics links = row_count;

  update invitations
  set
    status = 'REVOKED',
    ended_at = now()
  where invited_by = person
    and created_at < proven
    and status = 'PENDING';
  get diagnostics invites = row_count;

  update webhooks
  set
    enabled = false,
    disabled_reason = 'Created before its author proved their email address.'
  where created_by = person
    and created_at < proven
    and enabled;
  get diagnostics hooks = row_count;

  -- A person who has seen the secret could forge callbacks.
  delete from callback_secrets
  where (created_by = person and created_at < proven)
    or (updated_by = person and updated_at < proven);

  update calendar_feeds
  set revoked_at = now()
  where user_id = person
    and created_at < proven
    and revoked_at is null;

  return jsonb_build_object(
    'passwords', passwords,
    'sessions', sessions_ended,
    'apiKeys', keys,
    'secondFactors', factors,
    'linkedAccounts', links,
    'invitations', invites,
    'webhooks', hooks
  );
end
$$;

revoke execute on function end_unproven_access(timestamptz) from public;
select grant_application('function end_unproven_access(timestamptz)', 'execute');
