import { Migration } from '@mikro-orm/migrations';

const ROLES = `'OWNER', 'ADMIN', 'EDITOR', 'VIEWER'`;
const FUNCTIONS = ['find_invitation(text)', 'deleted_workspaces()', 'count_owned_workspaces()', 'workspaces_to_purge()'];

/** People of workspaces: invitations, workspaces that may be restored, and news of changed rights. */
export class Migration20261120_12_members extends Migration {
  override up(): void {
    this.addSql(`alter table workspaces add column deleted_at timestamptz(3), add column restorable_until timestamptz(3),
      add constraint workspaces_deletion_check check ((deleted_at is null) = (restorable_until is null))`);
    this.addSql(`select grant_application('memberships', 'delete')`);

    // A deleted workspace has no members: so nothing of it is found by anybody, whatever asks. Who they were is kept here.
    this.addSql(`create table former_memberships (
      workspace_id uuid not null references workspaces (id) on delete cascade, user_id uuid not null references users (id) on delete cascade,
      role text not null, created_at timestamptz(3) not null,
      primary key (workspace_id, user_id),
      constraint former_memberships_role_check check (role in (${ROLES})))`);
    this.addSql(`create index former_memberships_user on former_memberships (user_id)`);

    // The token is kept as SHA-256 of its 32 random bytes: a copy of the table lets nobody in.
    this.addSql(`create table invitations (
      id uuid primary key, workspace_id uuid not null references workspaces (id) on delete cascade,
      email text not null, email_key text not null, role text not null, token_hash text not null, status text not null default 'PENDING',
      invited_by uuid references users (id) on delete set null, created_at timestamptz(3) not null default now(),
      expires_at timestamptz(3) not null, ended_at timestamptz(3),
      constraint invitations_token_hash_unique unique (token_hash),
      constraint invitations_role_check check (role in (${ROLES})),
      constraint invitations_status_check check (status in ('PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED')))`);
    // An address is invited once at a time.
    this.addSql(`create unique index "invitations_waiting" on "invitations" ("workspace_id", "email_key") where status = 'PENDING'`);
    for (const table of ['former_memberships', 'invitations']) this.addSql(`select protect_tenant_table('${table}')`);
    this.addSql(`select grant_application('former_memberships', 'select, insert, delete')`);
    this.addSql(`select grant_application('invitations', 'select, insert, update')`);

    // Whoever changes a membership, a verb or an operator's hand: the person's sockets look at their rights again.
    this.addSql(`create function announce_member_change() returns trigger language plpgsql as $$
      begin
        perform pg_notify('member_changed', coalesce(new.user_id, old.user_id)::text);
        return null;
      end $$`);
    this.addSql(`create trigger announce after insert or update or delete on memberships
      for each row execute function announce_member_change()`);

    // Asked by somebody who is no member: the invited one, and the owner of what was deleted. Hence definers.
    this.addSql(`create function find_invitation(wanted_hash text)
      returns table (invitation_id uuid, workspace_id uuid, email_key text, role text, status text, is_over boolean)
      language sql stable security definer set search_path = public
      begin atomic
        select i.id, i.workspace_id, i.email_key, i.role, i.status, i.expires_at <= clock_timestamp()
        from invitations i join workspaces w on w.id = i.workspace_id
        where i.token_hash = wanted_hash and w.deleted_at is null;
      end`);
    this
      .addSql(`create function deleted_workspaces() returns table (id uuid, name text, deleted_at timestamptz, restorable_until timestamptz)
      language sql stable security definer set search_path = public
      begin atomic
        select w.id, w.name, w.deleted_at, w.restorable_until
        from former_memberships f join workspaces w on w.id = f.workspace_id
        where f.user_id = app_user_id() and f.role = 'OWNER' and w.restorable_until > clock_timestamp();
      end`);
    // Also those that were made since the request began, whose rows it cannot see.
    this.addSql(`create function count_owned_workspaces() returns int language sql stable security definer set search_path = public
      begin atomic; select count(*)::int from memberships where user_id = app_user_id() and role = 'OWNER'; end`);
    // For retention: what nobody may restore any more.
    this.addSql(`create function workspaces_to_purge() returns table (workspace_id uuid)
      language sql stable security definer set search_path = public
      begin atomic; select id from workspaces where restorable_until <= clock_timestamp(); end`);
    for (const name of FUNCTIONS) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
  }

  override down(): void {
    this.addSql(`drop function ${FUNCTIONS.join(', ')}`);
    this.addSql(`drop trigger announce on memberships`);
    this.addSql(`drop function announce_member_change()`);
    // Nobody is left outside of what was deleted and can be restored no more.
    this.addSql(`insert into memberships (workspace_id, user_id, role, created_at)
      select workspace_id, user_id, role, created_at from former_memberships on conflict do nothing`);
    this.addSql(`drop table invitations, former_memberships`);
    this.addSql(`alter table workspaces drop column deleted_at, drop column restorable_until`);
    this.addSql(
      `do $$ begin execute format('revoke delete on memberships from %I', current_setting('reelwright.application_role')); end $$`,
    );
    this.addSql(`delete from application_grants where target in ('former_memberships', 'invitations')
      or target in (${FUNCTIONS.map((name) => `'function ${name}'`).join(', ')})
      or (target = 'memberships' and privileges = 'delete')`);
  }
}
