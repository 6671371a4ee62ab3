-- The rows of all tables about the current user, for the export of their account. A definer, because the policies hide
-- what is theirs in workspaces that are deleted or that they left. Only the newest `at_most` of what they made (jobs,
-- assets, comments, presets, templates, projects, scenes, versions) and of their notifications, and only that of workspaces of
-- which they are a member.
create or replace function personal_records(at_most int)
  returns jsonb
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  with
    mine as (
      select m.workspace_id
      from memberships m
      where m.user_id = app_user_id()
    ),
    my_jobs as (
      select j.*
      from jobs j
        join mine using (workspace_id)
      where j.created_by = app_user_id()
    ),
    my_assets as (
      select a.*
      from assets a
        join mine using (workspace_id)
      where a.created_by = app_user_id()
    ),
    my_presets as (
      select r.*
      from presets r
        join mine using (workspace_id)
      where r.created_by = app_user_id()
    ),
    my_prompt_templates as (
      select r.*
      from prompt_templates r
        join mine using (workspace_id)
      where r.created_by = app_user_id()
    ),
    my_batches as (
      select r.*
      from batches r
        join mine using (workspace_id)
      where r.created_by = app_user_id()
    ),
    my_comments as (
      select r.*
      from comments r
        join mine using (workspace_id)
      where r.created_by = app_user_id()
    ),
    my_slots as (
      select r.*
      from slots r
        join mine using (workspace_id)
      where app_user_id() in (r.giver_id, r.taker_id, r.created_by)
    ),
    my_projects as (
      select r.*
      from projects r
        join mine using (workspace_id)
      where r.created_by = app_user_id()
    ),
    my_scenes as (
      select r.*
      from scenes r
        join mine using (workspace_id)
      where r.created_by = app_user_id()
    ),
    my_project_versions as (
      select r.*
      from project_versions r
        join mine using (workspace_id)
      where r.created_by = app_user_id()
    ),
    my_notifications as (
      select n.*
      from notifications n
        join mine using (workspace_id)
      where n.user_id = app_user_id()
    )
  select jsonb_build_object(
    'administratorSince', (
      select since
      from administrators
      where user_id = app_user_id()
    ),
    'linkedAccounts', (
      select jsonb_agg(jsonb_build_object('issuer', issuer, 'subject', subject, 'createdAt', created_at))
      from linked_accounts
      where user_id = app_user_id()
    ),
    'secondFactor', (
      select jsonb_build_object(
        'createdAt', created_at,
        'confirmedAt', confirmed_at,
        'recoveryCodesLeft', (
          select count(*)
          from recovery_codes r
          where r.user_id = f.user_id
            and r.used_at is null
        )
      )
      from second_factors f
      where user_id = app_user_id()
    ),
    'emailTokens', (
      select jsonb_agg(jsonb_build_object(
        'purpose', purpose, 'createdAt', created_at, 'expiresAt', expires_at, 'usedAt', used_at
      ))
      from account_tokens
      where user_id = app_user_id()
    ),
    'formerMemberships', (
      select jsonb_agg(jsonb_build_object(
        'workspaceId', w.id, 'workspaceName', w.name, 'role', f.role, 'since', f.created_at
      ))
      from former_memberships f
        join workspaces w on w.id = f.workspace_id
      where f.user_id = app_user_id()
    ),
    'apiKeys', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'name', name, 'role', role, 'prefix', prefix, 'createdAt', created_at,
        'expiresAt', expires_at, 'lastUsedAt', last_used_at, 'revokedAt', revoked_at
      ) order by id)
      from api_keys
      where created_by = app_user_id()
    ),
    'invitationsSent', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'email', email, 'role', role, 'status', status, 'createdAt', created_at,
        'endedAt', ended_at
      ) order by id)
      from invitations
      where invited_by = app_user_id()
    ),
    -- Only after verification: until then, anybody can claim the address.
    'invitationsReceived', (
      select jsonb_agg(jsonb_build_object(
        'id', i.id, 'role', i.role, 'status', i.status, 'createdAt', i.created_at, 'endedAt', i.ended_at
      ) order by i.id)
      from invitations i
        join users u on u.email_key = i.email_key
      where u.id = app_user_id()
        and u.email_verified_at is not null
    ),
    'webhooks', (
      select jsonb_agg(jsonb_build_object('id', id, 'workspaceId', workspace_id, 'createdAt', created_at) order by id)
      from webhooks
      where created_by = app_user_id()
    ),
    'shareLinks', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'assetId', asset_id, 'createdAt', created_at, 'expiresAt', expires_at,
        'revokedAt', revoked_at
      ) order by id)
      from share_links
      where created_by = app_user_id()
    ),
    'jobs', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'type', type, 'title', title, 'status', status, 'input', input,
        'createdAt', created_at, 'deletedAt', deleted_at
      ) order by id)
      from (
        select *
        from my_jobs
        order by id desc
        limit at_most
      ) newest
    ),
    'assets', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'kind', kind, 'status', status, 'name', name, 'fileName', file_name,
        'tags', tags, 'byteSize', byte_size, 'sha256', sha256, 'createdAt', created_at, 'deletedAt', deleted_at
      ) order by id)
      from (
        select *
        from my_assets
        order by id desc
        limit at_most
      ) newest
    ),
    'presets', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'name', name, 'description', description, 'createdAt', created_at
      ) order by id)
      from (
        select *
        from my_presets
        order by id desc
        limit at_most
      ) newest
    ),
    'promptTemplates', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'name', name, 'description', description, 'text', text, 'createdAt', created_at
      ) order by id)
      from (
        select *
        from my_prompt_templates
        order by id desc
        limit at_most
      ) newest
    ),
    'batches', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'name', name, 'status', status, 'createdAt', created_at
      ) order by id)
      from (
        select *
        from my_batches
        order by id desc
        limit at_most
      ) newest
    ),
    'slots', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'status', status, 'giverId', giver_id, 'takerId', taker_id,
        'startsAt', starts_at, 'endsAt', ends_at, 'title', title, 'meetingUrl', meeting_url, 'createdAt', created_at
      ) order by id)
      from (
        select *
        from my_slots
        order by id desc
        limit at_most
      ) newest
    ),
    'comments', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'assetId', asset_id, 'text', text, 'decision', decision, 'atMs', at_ms,
        'createdAt', created_at
      ) order by id)
      from (
        select *
        from my_comments
        order by id desc
        limit at_most
      ) newest
    ),
    'calendarFeeds', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'name', name, 'createdAt', created_at, 'revokedAt', revoked_at
      ) order by id)
      from calendar_feeds
      where user_id = app_user_id()
    ),
    'projects', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'name', name, 'brief', brief, 'script', script, 'createdAt', created_at,
        'deletedAt', deleted_at
      ) order by id)
      from (
        select *
        from my_projects
        order by id desc
        limit at_most
      ) newest
    ),
    'scenes', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'projectId', project_id, 'narration', narration, 'caption', caption,
        'createdAt', created_at
      ) order by id)
      from (
        select *
        from my_scenes
        order by id desc
        limit at_most
      ) newest
    ),
    'projectVersions', (
      select jsonb_agg(jsonb_build_object(
        'projectId', project_id, 'workspaceId', workspace_id, 'number', number, 'createdAt', created_at
      ) order by created_at)
      from (
        select *
        from my_project_versions
        order by created_at desc
        limit at_most
      ) newest
    ),
    'callbackSecrets', (
      select jsonb_agg(jsonb_build_object('workspaceId', workspace_id, 'createdAt', created_at) order by created_at)
      from callback_secrets
      where created_by = app_user_id()
    ),
    'providerKeys', (
      select jsonb_agg(
        jsonb_build_object('workspaceId', workspace_id, 'provider', provider, 'createdAt', created_at) order by created_at
      )
      from provider_keys
      where created_by = app_user_id()
    ),
    'notifications', (
      select jsonb_agg(jsonb_build_object(
        'id', id, 'workspaceId', workspace_id, 'kind', kind, 'params', params, 'readAt', read_at, 'createdAt', created_at
      ) order by id)
      from (
        select *
        from my_notifications
        order by id desc
        limit at_most
      ) newest
    ),
    'notificationSettings', (
      select jsonb_agg(jsonb_build_object('kind', kind, 'channel', channel) order by kind)
      from notification_settings
      where user_id = app_user_id()
    ),
    'omitted', jsonb_build_object(
      'notifications', (select greatest(0, count(*) - at_most) from my_notifications),
      'jobs', (select greatest(0, count(*) - at_most) from my_jobs),
      'assets', (select greatest(0, count(*) - at_most) from my_assets),
      'presets', (select greatest(0, count(*) - at_most) from my_presets),
      'promptTemplates', (select greatest(0, count(*) - at_most) from my_prompt_templates),
      'batches', (select greatest(0, count(*) - at_most) from my_batches),
      'comments', (select greatest(0, count(*) - at_most) from my_comments),
      'slots', (select greatest(0, count(*) - at_most) from my_slots),
      'projects', (select greatest(0, count(*) - at_most) from my_projects),
      'scenes', (select greatest(0, count(*) - at_most) from my_scenes),
      'projectVersions', (select greatest(0, count(*) - at_most) from my_project_versions)
    )
  );
end;

revoke execute on function personal_records(int) from public;
select grant_application('function personal_records(int)', 'execute');
