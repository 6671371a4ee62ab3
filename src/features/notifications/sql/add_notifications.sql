-- Writes one notification for each of these people, once per event and person, as their settings say. Returns those who
-- receive an email too, with their language: that of the workspace is the caller's to add. A definer, because people see only their own settings, notifications
-- and address; the caller must act in the workspace. Only members receive notifications, and people with an invitation
-- that is open; nobody does while they are suspended. Listeners wake at commit.
create or replace function add_notifications(
  wanted_workspace uuid,
  wanted_kind text,
  wanted_key text,
  people uuid[],
  default_channel text,
  wanted_subject uuid,
  wanted_params jsonb
)
  returns table (user_id uuid, email text, locale text)
  language sql security definer set search_path = public, pg_temp
begin atomic
  with
    readers as (
      select u.id, u.email, u.email_verified_at, u.locale, coalesce(s.channel, default_channel) as channel
      from users u
        join workspaces w on w.id = wanted_workspace
        left join notification_settings s on s.user_id = u.id and s.kind = wanted_kind
      where u.id = any (people)
        and wanted_workspace = any (app_workspace_ids())
        and u.deleted_at is null
        and w.deleted_at is null
        and u.id not in (select p.user_id from suspensions p)
        and (
          exists (
            select
            from memberships m
            where m.workspace_id = wanted_workspace
              and m.user_id = u.id
          )
          or exists (
            select
            from invitations i
            where i.workspace_id = wanted_workspace
              and i.email_key = u.email_key
              and i.status = 'PENDING'
              and wanted_kind = 'INVITATION_RECEIVED'
          )
        )
    ),
    written as (
      insert into notifications (id, user_id, workspace_id, kind, event_key, subject_id, params, in_app)
      select uuidv7(), r.id, wanted_workspace, wanted_kind, wanted_key, wanted_subject, wanted_params, r.channel in ('IN_APP', 'BOTH')
      from readers r
      where r.channel <> 'OFF'
      on conflict on constraint notifications_once do nothing
      -- Here, because every returned row is computed, even when nothing reads it.
      returning user_id, pg_notify('notifications', user_id::text) is null as is_woken
    )
  select r.id, r.email, r.locale
  from readers r
    join written on written.user_id = r.id
  where r.channel in ('EMAIL', 'BOTH')
    and r.email_verified_at is not null;
end;

revoke execute on function add_notifications(uuid, text, text, uuid[], text, uuid, jsonb) from public;
select grant_application('function add_notifications(uuid, text, text, uuid[], text, uuid, jsonb)', 'execute');
