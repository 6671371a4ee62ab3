-- For API processes of the version before `open_read_scope`, while an installation is upgraded.
-- Opens the scope of a session inside the database, so that its lookup and a read take one round trip. The settings end
-- with the transaction. An unknown, ended or expired session sets them empty: row-level security then shows nothing.
create or replace function open_session_scope(wanted_session uuid)
  returns boolean
  language plpgsql
  security definer
  set search_path = public, pg_temp
as $$
declare
  person uuid := (
    select s.user_id
    from sessions s
    where s.id = wanted_session
      and s.revoked_at is null
      and s.expires_at > clock_timestamp()
      and not exists (select from suspensions p where p.user_id = s.user_id)
  );
  viewed text;
  administered text;
begin
  select
    string_agg(workspace_id::text, ','),
    -- The roles that reach ADMIN in kernel/role.ts; a test compares them.
    string_agg(workspace_id::text, ',') filter (where role in ('OWNER', 'ADMIN'))
  into viewed, administered
  from memberships
  where user_id = person;

  perform
    set_config('app.user_id', coalesce(person::text, ''), true),
    set_config('app.workspace_ids', coalesce(viewed, ''), true),
    set_config('app.admin_workspace_ids', coalesce(administered, ''), true);
  return person is not null;
end
$$;

revoke execute on function open_session_scope(uuid) from public;
select grant_application('function open_session_scope(uuid)', 'execute');
