import { Migration } from '@mikro-orm/migrations';

const FUNCTIONS = ['own_password_hash()', 'own_password_is(text)', 'change_own_password(text, text)'];

/** Columns that the application's role cannot read: a fault in one of its queries then gives away no password hash. */
const HIDDEN = [
  ['users', 'password_hash'],
  ['share_links', 'password_hash'],
] as const;

/** Made before it was a rule that PUBLIC calls no function that runs with the rights of its owner. */
const CALLED_BY_ALL = ['due_webhooks(uuid)', 'webhooks_sealed_otherwise(text)', 'tidy_webhook_deliveries(interval)', 'lock_credits(uuid)'];

const RIGHTS_ON_ALL = 'select, insert, update';

/** Least privilege: what the application's role could do and never needs. */
export class Migration20261129_doors extends Migration {
  override up(): void {
    this.addSql(`alter table share_links add column has_password boolean not null generated always as (password_hash is not null) stored`);
    // Column by column: PostgreSQL cannot take one column out of a right on the whole table.
    this.addSql(`create function grant_application_columns(target regclass, hidden text) returns void language plpgsql as $$
      declare columns text := (select string_agg(format('%I', attname), ', ' order by attnum) from pg_attribute
        where attrelid = target and attnum > 0 and not attisdropped and attname <> hidden);
      begin
        execute format('revoke select on %s from %I', target, current_setting('reelwright.application_role'));
        delete from application_grants where application_grants.target = grant_application_columns.target::text and privileges like 'select%';
        perform grant_application(target::text, 'insert, update');
        perform grant_application(target::text, format('select (%s)', columns));
      end $$`);
    for (const [table, column] of HIDDEN) this.addSql(`select grant_application_columns('${table}', '${column}')`);

    // A person's own password, whoever asks: the row is that of app_user_id().
    this.addSql(`create function own_password_hash() returns text language sql stable security definer set search_path = public, pg_temp
      begin atomic select password_hash from users where id = app_user_id(); end`);
    // Locks the row, so that a sign-in and a change of the password at the same moment follow one another.
    this
      .addSql(`create function own_password_is(wanted text) returns boolean language sql security definer set search_path = public, pg_temp
      begin atomic
        select exists (select from (select id from users where id = app_user_id() and password_hash = wanted for share) own);
      end`);
    this.addSql(`create function change_own_password(before text, after text) returns boolean
      language sql security definer set search_path = public, pg_temp
      begin atomic
        with changed as (update users set password_hash = after, password_set_at = now() where id = app_user_id() and password_hash = before returning id)
        select exists (select from changed);
      end`);
    for (const name of [...FUNCTIONS, ...CALLED_BY_ALL]) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }

    // An event of somebody else's workspace or account could not be told from a real one, and is never removed. The membership may be
    // one that this transaction has made, so it is looked up and not taken from the request.
    this.addSql(`create function app_is_member(wanted_workspace uuid) returns boolean
      language sql stable security definer set search_path = public, pg_temp
      begin atomic select exists (select from memberships where workspace_id = wanted_workspace and user_id = app_user_id()); end`);
    this.addSql(`revoke execute on function app_is_member(uuid) from public`);
    this.addSql(`select grant_application('function app_is_member(uuid)', 'execute')`);
    this.addSql(`drop policy written on audit_events`);
    this.addSql(`create policy written on audit_events for insert with check (case when workspace_id is null
      then user_id is null or user_id = app_user_id()
      else workspace_id = any (app_workspace_ids()) or app_is_member(workspace_id) end)`);

    // A temporary table hides one of the same name from every function that does not name pg_temp last.
    this.addSql(pinSearchPaths('public, pg_temp'));
    // Granted to PUBLIC by default on every new database.
    this.addSql(`do $$ begin execute format('revoke temporary on database %I from public, %I', current_database(),
      current_setting('reelwright.application_role')); end $$`);
  }

  override down(): void {
    this.addSql(pinSearchPaths('public'));
    this.addSql(`drop policy written on audit_events`);
    this.addSql(`create policy written on audit_events for insert with check (true)`);
    this.addSql(`drop function app_is_member(uuid), ${FUNCTIONS.join(', ')}, grant_application_columns(regclass, text)`);
    this.addSql(`alter table share_links drop column has_password`);
    for (const [table] of HIDDEN) {
      this.addSql(`delete from application_grants where target = '${table}'`);
      this.addSql(`select grant_application('${table}', '${RIGHTS_ON_ALL}')`);
    }
    for (const name of CALLED_BY_ALL) this.addSql(`grant execute on function ${name} to public`);
    const targets = ['app_is_member(uuid)', ...FUNCTIONS, ...CALLED_BY_ALL].map((name) => `'function ${name}'`);
    this.addSql(`delete from application_grants where target in (${targets.join(', ')})`);
  }
}

/** Sets the path of every function that has one of its own. */
const pinSearchPaths = (path: string): string => `do $$ declare pinned regprocedure; begin
  for pinned in select p.oid from pg_proc p where p.pronamespace = 'public'::regnamespace
    and exists (select from unnest(p.proconfig) setting where setting like 'search_path=%')
  loop execute format('alter function %s set search_path = ${path}', pinned); end loop; end $$`;
