-- Suspends a person: ends their sessions, and closes the sockets of their sessions and API keys in every process.
-- Returns what was done. The lock orders two administrators who suspend each other: the second is none any longer. The
-- caller stays an administrator, so at least one is left. A definer, because other people's rows are hidden.
create or replace function suspend_user(person uuid, why text)
  returns text
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtext('reelwright.administrators'));
  if not app_is_administrator() then
    return 'FORBIDDEN';
  end if;
  if person = app_user_id() then
    return 'SELF';
  end if;
  if not exists (select from users where id = person and deleted_at is null) then
    return 'NOT_FOUND';
  end if;
  insert into suspensions (user_id, reason, suspended_by)
  values (person, why, app_user_id())
  on conflict do nothing;
  if not found then
    return 'REPEATED';
  end if;

  perform pg_notify('session_ended', id::text)
  from sessions
  where user_id = person
    and revoked_at is null;
  update sessions
  set revoked_at = clock_timestamp()
  where user_id = person
    and revoked_at is null;
  perform pg_notify('session_ended', id::text)
  from api_keys
  where created_by = person
    and revoked_at is null;
  return 'SUSPENDED';
end
$$;

revoke execute on function suspend_user(uuid, text) from public;
select grant_application('function suspend_user(uuid, text)', 'execute');
