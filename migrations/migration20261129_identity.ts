import { Migration } from '@mikro-orm/migrations';

const NEW = ['end_unproven_access(timestamptz)', 'grant_signup_credits(int)', 'find_sign_in(text, text, text)'];
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
