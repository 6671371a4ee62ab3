import { Migration } from '@mikro-orm/migrations';

/** People, workspaces and what keeps them apart: every later table is protected by the two functions made here. */
export class Migration20261120_1_tenancy extends Migration {
  override up(): void {
    // Who acts is told to the database at the start of each transaction; unset means nobody.
    this.addSql(`create function app_user_id() returns uuid language sql stable
      return nullif(current_setting('app.user_id', true), '')::uuid`);
    this.addSql(`create function app_workspace_ids() returns uuid[] language sql stable
      return coalesce(string_to_array(nullif(current_setting('app.workspace_ids', true), ''), ',')::uuid[], '{}')`);

    // The owner needs a policy of its own: forced row security binds it too, and SECURITY DEFINER functions run as it.
    this.addSql(`create function protect_table(target regclass, visible text) returns void language plpgsql as $$
      begin
        execute format('alter table %s enable row level security, force row level security', target);
        execute format('create policy visible on %s using (%s)', target, visible);
        execute format('create policy owner on %s to current_user using (true)', target);
      end $$`);
    this.addSql(`create function protect_tenant_table(target regclass) returns void language sql as $$
      select protect_table(target, 'workspace_id = any ((select app_workspace_ids())::uuid[])') $$`);
    // The application's role is named by whoever migrates, so that no role name is written into the schema.
    this.addSql(`create table application_grants (target text not null, privileges text not null, primary key (target, privileges))`);
    this.addSql(`create function grant_application(target text, privileges text) returns void language plpgsql as $$
      begin
        insert into application_grants values (target, privileges) on conflict do nothing;
        execute format('grant %s on %s to %I', privileges, target, current_setting('reelwright.application_role'));
      end $$`);
    this.addSql(`select protect_table('application_grants', 'false')`);
    // For an application's role that came later: what was granted once is granted to it too.
    this.addSql(`create function grant_application_again() returns void language sql as $$
      select grant_application(target, privileges) from application_grants $$`);

    this.addSql(`create table users (
      id uuid primary key, email text not null, email_key text not null, name text not null, password_hash text not null,
      created_at timestamptz(3) not null default now(),
      constraint users_email_key_unique unique (email_key))`);
    this.addSql(`create table sessions (
      id uuid primary key, user_id uuid not null references users (id) on delete cascade,
      created_at timestamptz(3) not null default now(), expires_at timestamptz(3) not null, revoked_at timestamptz(3))`);
    this.addSql(`create index sessions_user on sessions (user_id)`);
    this.addSql(`create table refresh_tokens (
      hash text primary key, session_id uuid not null references sessions (id) on delete cascade,
      user_id uuid not null references users (id) on delete cascade,
      created_at timestamptz(3) not null default now(), used_at timestamptz(3))`);
    this.addSql(`create index refresh_tokens_session on refresh_tokens (session_id)`);
    this.addSql(`create table workspaces (id uuid primary key, name text not null, created_at timestamptz(3) not null default now())`);
    this.addSql(`create table memberships (
      workspace_id uuid not null references workspaces (id) on delete cascade, user_id uuid not null references users (id) on delete cascade,
      role text not null, created_at timestamptz(3) not null default now(),
      primary key (workspace_id, user_id),
      constraint memberships_role_check check (role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')))`);
    this.addSql(`create index memberships_user on memberships (user_id)`);
    this.addSql(`create table idempotency_keys (
      workspace_id uuid not null references workspaces (id) on delete cascade, mutation text not null, key text not null,
      input_hash text not null, subject_id uuid not null, created_at timestamptz(3) not null default now(),
      primary key (workspace_id, mutation, key))`);
    this.addSql(`create index idempotency_keys_age on idempotency_keys (created_at)`);

    this.addSql(`select protect_table('users', 'id = (select app_user_id())')`);
    // Fellow members see each other, and change nobody but themselves.
    this.addSql(`create policy fellow_members on users for select using (id in (select user_id from memberships))`);
    this.addSql(`select protect_table('sessions', 'user_id = (select app_user_id())')`);
    this.addSql(`select protect_table('refresh_tokens', 'user_id = (select app_user_id())')`);
    this.addSql(`select protect_table('workspaces', 'id = any ((select app_workspace_ids())::uuid[])')`);
    this.addSql(`select protect_tenant_table('memberships')`);
    this.addSql(`select protect_tenant_table('idempotency_keys')`);
    this.addSql(`select grant_application('users', 'select, insert, update')`);
    this.addSql(`select grant_application('sessions', 'select, insert, update')`);
    this.addSql(`select grant_application('refresh_tokens', 'select, insert, update')`);
    this.addSql(`select grant_application('workspaces', 'select, insert, update')`);
    this.addSql(`select grant_application('memberships', 'select, insert, update')`);
    this.addSql(`select grant_application('idempotency_keys', 'select, insert, delete')`);

    // The three questions that must be answered before it is known who asks.
    this.addSql(`create function find_login(wanted_email_key text) returns table (user_id uuid, password_hash text)
      language sql stable security definer set search_path = public
      begin atomic; select id, password_hash from users where email_key = wanted_email_key; end`);
    this.addSql(`create function find_refresh_token(wanted_hash text) returns table (user_id uuid, session_id uuid)
      language sql stable security definer set search_path = public
      begin atomic; select user_id, session_id from refresh_tokens where hash = wanted_hash; end`);
    this.addSql(`create function find_session(wanted_session uuid)
      returns table (user_id uuid, expires_at timestamptz, revoked_at timestamptz, memberships jsonb)
      language sql stable security definer set search_path = public
      begin atomic
        select s.user_id, s.expires_at, s.revoked_at,
          coalesce((select jsonb_object_agg(m.workspace_id, m.role) from memberships m where m.user_id = s.user_id), '{}')
        from sessions s where s.id = wanted_session;
      end`);

    for (const name of ['find_login(text)', 'find_refresh_token(text)', 'find_session(uuid)']) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
  }

  override down(): void {
    this.addSql(`drop function find_session(uuid), find_refresh_token(text), find_login(text)`);
    this.addSql(`drop table idempotency_keys, memberships, workspaces, refresh_tokens, sessions, users cascade`);
    this.addSql(`drop table application_grants`);
    this.addSql(
      `drop function grant_application_again(), grant_application(text, text), protect_tenant_table(regclass), protect_table(regclass, text)`,
    );
    this.addSql(`drop function app_workspace_ids(), app_user_id()`);
  }
}
