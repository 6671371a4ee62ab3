-- Opens the scope of a session inside the database, so that its lookup and a read take one round trip. The settings end
-- with the transaction. An unknown, ended or expired session sets them empty: row-level security then shows nothing.
-- With a workspace, the scope has no other one: row-level security compares each row with all workspaces of the scope.
create or replace function open_read_scope(wanted_session uuid, wanted_workspace uuid)
  returns boolean
  language plpgsql
  security definer
  set search_path = public, pg_temp
as $$
declare
  person uuid;
  viewed text;
  administered text;
begin
  -- The roles that reach ADMIN in kernel/role.ts; a test compares them.
  if wanted_workspace is null then
    select
      s.user_id,
      string_agg(m.workspace_id::text, ','),
      string_agg(m.workspace_id::text, ',') filter (where m.role in ('OWNER', 'ADMIN'))
    into person, viewed, administered
    from sessions s
    left join memberships m on m.user_id = s.user_id
    where s.id = wanted_session
      and s.revoked_at is null
      and s.expires_at > clock_timestamp()
      and not exists (select from suspensions x where x.user_id = s.user_id)
    group by s.user_id;
  else
    select s.user_id, m.workspace_id, case when m.role in ('OWNER', 'ADMIN') then m.workspace_id end
    into person, viewed, administered
    from sessions s
    left join memberships m on m.user_id = s.user_id and m.workspace_id = wanted_workspace
    where s.id = wanted_session
      and s.revoked_at is null
      and s.expires_at > clock_timestamp()
      and not exists (select from suspensions x where x.user_id = s.user_id);
  end if;

  perform
    set_config('app.user_id', coalesce(person::text, ''), true),
    set_config('app.workspace_ids', coalesce(viewed, ''), true),
    set_config('app.admin_workspace_ids', coalesce(administered, ''), true),
    set_config('app.is_narrowed', (wanted_workspace is not null)::text, true);
  return person is not null;
end
$$;

revoke execute on function open_read_scope(uuid, uuid) from public;
select grant_application('function open_read_scope(uuid, uuid)', 'execute');
