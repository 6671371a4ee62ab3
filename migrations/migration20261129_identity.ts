import { Migration } from '@mikro-orm/migrations';

const NEW = ['end_unproven_access(timestamptz)', 'grant_signup_credits(int)', 'find_sign_in(text, text, text)', 'personal_records(int)'];
const REPLACED = 'take_over_account()';

/** What was made before an email address was proven can be told from what came after, and ended. */
export class Migration20261129_identity extends Migration {
  override up(): void {
    // Null: the account has no password. Those that came by an identity provider had a random one that nobody knew.
    this.addSql(`alter table users add column password_set_at timestamptz(3) default now()`);
    this.addSql(`update users set password_set_at = created_at`);
    this.addSql(`update users u set password_hash = '', password_set_at = null
      where exists (select from linked_accounts l where l.user_id = u.id and l.created_at = u.created_at)
        and not exists (select from audit_events a where a.user_id = u.id and a.action in ('resetPassword', 'changePassword'))`);
    // The network of a successful sign-in, from which later ones have a budget of their own.
    this.addSql(`alter table sessions add column network text`);
    // Sign-up credits of this workspace wait until this person has proven their address.
    this.addSql(`alter table workspaces add column signup_credits_for uuid`);

    // Acts for app_user_id() alone. A definer, since keys, webhooks and invitations of other workspaces are hidden by the policies.
    this.addSql(`create function end_unproven_access(proven timestamptz) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        person uuid := app_user_id();
        passwords int; sessions_ended int; keys int; factors int; links int; invites int; hooks int;
      begin
        update users set password_hash = '', password_set_at = null where id = person and password_set_at < proven;
        get diagnostics passwords = row_count;
        update sessions set network = null where user_id = person and created_at < proven;
        with ended as (update sessions set revoked_at = now() where user_id = person and created_at < proven and revoked_at is null returning id)
          select count(pg_notify('session_ended', id::text)) into sessions_ended from ended;
        with ended as (update api_keys set revoked_at = now()
            where created_by = person and created_at < proven and revoked_at is null returning id)
          select count(pg_notify('session_ended', id::text)) into keys from ended;
        delete from second_factors where user_id = person and created_at < proven;
        get diagnostics factors = row_count;
        delete from linked_accounts where user_id = person and created_at < proven;
        get diagnostics links = row_count;
        update invitations set status = 'REVOKED', ended_at = now() where invited_by = person and created_at < proven and status = 'PENDING';
        get diagnostics invites = row_count;
        update webhooks set enabled = false, disabled_reason = 'Created before its author proved their email address.'
          where created_by = person and created_at < proven and enabled;
        get diagnostics hooks = row_count;
        return jsonb_build_object('passwords', passwords, 'sessions', sessions_ended, 'apiKeys', keys, 'secondFactors', factors,
          'linkedAccounts', links, 'invitations', invites, 'webhooks', hooks);
      end $$`);
    // Once, to the first workspace of app_user_id() if it is still theirs.
    this.addSql(`create function grant_signup_credits(credits int) returns void
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare workspace uuid; movement uuid := uuidv7();
      begin
        update workspaces w set signup_credits_for = null
          where w.signup_credits_for = app_user_id() and w.deleted_at is null
            and exists (select from memberships m where m.workspace_id = w.id and m.user_id = app_user_id() and m.role = 'OWNER')
          returning w.id into workspace;
        if workspace is null or credits <= 0 then return; end if;
        insert into credit_movements (id, workspace_id, kind, reason) values (movement, workspace, 'GRANT', 'Sign-up');
        insert into credit_entries (id, workspace_id, movement_id, account, amount)
          values (uuidv7(), workspace, movement, 'ISSUED', -credits), (uuidv7(), workspace, movement, 'AVAILABLE', credits);
      end $$`);
    // Asked before it is known who asks: the account of an address, and whether this device or network signed in to it
    // before, as far back as sessions are kept.
    this.addSql(`create function find_sign_in(wanted_email_key text, from_network text, from_user_agent text)
      returns table (user_id uuid, password_hash text, known text)
      language sql stable security definer set search_path = public, pg_temp
      begin atomic
        select u.id, u.password_hash,
          (select case when bool_or(s.user_agent = from_user_agent) then 'DEVICE' when count(*) > 0 then 'NETWORK' end
           from sessions s where s.user_id = u.id and s.network = from_network)
        from users u where u.email_key = wanted_email_key;
      end`);
    // What is kept of app_user_id() in all tables, for the export. A definer for what is theirs in workspaces that are deleted or left; of
    // jobs and assets only those of workspaces whose member they are.
    this.addSql(`create function personal_records(at_most int) returns jsonb
      language sql stable security definer set search_path = public, pg_temp
      begin atomic
        with mine as (select m.workspace_id from memberships m where m.user_id = app_user_id()),
          my_jobs as (select j.* from jobs j join mine using (workspace_id) where j.created_by = app_user_id()),
          my_assets as (select a.* from assets a join mine using (workspace_id) where a.created_by = app_user_id())
        select jsonb_build_object(
          'administratorSince', (select since from administrators where user_id = app_user_id()),
          'linkedAccounts', (select jsonb_agg(jsonb_build_object('issuer', issuer, 'subject', subject, 'createdAt', created_at))
            from linked_accounts where user_id = app_user_id()),
          'secondFactor', (select jsonb_build_object('createdAt', created_at, 'confirmedAt', confirmed_at, 'recoveryCodesLeft',
              (select count(*) from recovery_codes r where r.user_id = f.user_id and r.used_at is null))
            from second_factors f where user_id = app_user_id()),
          'emailTokens', (select jsonb_agg(jsonb_build_object('purpose', purpose, 'createdAt', created_at, 'expiresAt', expires_at,
              'usedAt', used_at)) from account_tokens where user_id = app_user_id()),
          'formerMemberships', (select jsonb_agg(jsonb_build_object('workspaceId', w.id, 'workspaceName', w.name, 'role', f.role,
              'since', f.created_at)) from former_memberships f join workspaces w on w.id = f.workspace_id where f.user_id = app_user_id()),
          'apiKeys', (select jsonb_agg(jsonb_build_object('id', id, 'workspaceId', workspace_id, 'name', name, 'role', role,
              'prefix', prefix, 'createdAt', created_at, 'expiresAt', expires_at, 'lastUsedAt', last_used_at, 'revokedAt', revoked_at)
              order by id) from api_keys where created_by = app_user_id()),
          'invitationsSent', (select jsonb_agg(jsonb_build_object('id', id, 'workspaceId', workspace_id, 'email', email, 'role', role,
              'status', status, 'createdAt', created_at, 'endedAt', ended_at) order by id) from invitations where invited_by = app_user_id()),
          'invitationsReceived', (select jsonb_agg(jsonb_build_object('id', i.id, 'role', i.role, 'status', i.status,
              'createdAt', i.created_at, 'endedAt', i.ended_at) order by i.id)
            from invitations i join users u on u.email_key = i.email_key
            where u.id = app_user_id() and u.email_verified_at is not null),
          'webhooks', (select jsonb_agg(jsonb_build_object('id', id, 'workspaceId', workspace_id, 'createdAt', created_at) order by id)
            from webhooks where created_by = app_user_id()),
          'shareLinks', (select jsonb_agg(jsonb_build_object('id', id, 'workspaceId', workspace_id, 'assetId', asset_id,
              'createdAt', created_at, 'expiresAt', expires_at, 'revokedAt', revoked_at) order by id)
            from share_links where created_by = app_user_id()),
          'jobs', (select jsonb_agg(jsonb_build_object('id', id, 'workspaceId', workspace_id, 'type', type, 'title', title,
              'status', status, 'input', input, 'createdAt', created_at, 'deletedAt', deleted_at) order by id)
            from (select * from my_jobs order by id desc limit at_most) newest),
          'assets', (select jsonb_agg(jsonb_build_object('id', id, 'workspaceId', workspace_id, 'kind', kind, 'status', status,
              'name', name, 'fileName', file_name, 'tags', tags, 'byteSize', byte_size, 'sha256', sha256, 'createdAt', created_at,
              'deletedAt', deleted_at) order by id)
            from (select * from my_assets order by id desc limit at_most) newest),
          'omitted', jsonb_build_object('jobs', (select greatest(0, count(*) - at_most) from my_jobs),
            'assets', (select greatest(0, count(*) - at_most) from my_assets)));
      end`);
    for (const name of NEW) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
    this.addSql(`drop function ${REPLACED}`);
    this.addSql(`delete from application_grants where target = 'function ${REPLACED}'`);
  }

  override down(): void {
    this.addSql(`create function take_over_account() returns void language sql security definer set search_path = public
      begin atomic;
        delete from second_factors where user_id = app_user_id();
        delete from linked_accounts where user_id = app_user_id();
        with revoked as (update api_keys set revoked_at = now() where created_by = app_user_id() and revoked_at is null returning id)
          select pg_notify('session_ended', id::text) from revoked;
      end`);
    this.addSql(`revoke execute on function ${REPLACED} from public`);
    this.addSql(`select grant_application('function ${REPLACED}', 'execute')`);
    this.addSql(`drop function ${NEW.join(', ')}`);
    this.addSql(`delete from application_grants where target in (${NEW.map((name) => `'function ${name}'`).join(', ')})`);
    this.addSql(`alter table workspaces drop column signup_credits_for`);
    this.addSql(`alter table sessions drop column network`);
    this.addSql(`alter table users drop column password_set_at`);
  }
}
