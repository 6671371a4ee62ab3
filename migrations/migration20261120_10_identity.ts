import { Migration } from '@mikro-orm/migrations';

/** What is known of a person and of their sessions, and the tokens that letters carry. */
export class Migration20261120_10_identity extends Migration {
  override up(): void {
    this.addSql(`alter table users add column first_name text, add column last_name text, add column locale text,
      add column email_verified_at timestamptz(3), add column deleted_at timestamptz(3)`);
    this.addSql(`alter table sessions add column address text, add column user_agent text,
      add column last_used_at timestamptz(3) not null default now()`);

    // The token is kept as SHA-256 of its 32 random bytes: a copy of the table opens no account.
    this.addSql(`create table account_tokens (
      hash text primary key, user_id uuid not null references users (id) on delete cascade, purpose text not null,
      created_at timestamptz(3) not null default now(), expires_at timestamptz(3) not null, used_at timestamptz(3),
      constraint account_tokens_purpose_check check (purpose in ('VERIFY_EMAIL', 'RESET_PASSWORD')))`);
    this.addSql(`create index account_tokens_user on account_tokens (user_id)`);
    this.addSql(`select protect_table('account_tokens', 'user_id = (select app_user_id())')`);
    this.addSql(`select grant_application('account_tokens', 'select, insert, delete')`);
    this.addSql(`select grant_application('account_tokens', 'update (used_at)')`);
    // Who deletes their account leaves their workspaces.
    this.addSql(`select grant_application('memberships', 'delete')`);

    // Whoever follows a letter's link is not signed in: whose token it is, and no more.
    this.addSql(`create function find_account_token(wanted_hash text, wanted_purpose text) returns table (user_id uuid)
      language sql stable security definer set search_path = public
      begin atomic
        select user_id from account_tokens
        where hash = wanted_hash and purpose = wanted_purpose and used_at is null and expires_at > clock_timestamp();
      end`);
    this.addSql(`revoke execute on function find_account_token(text, text) from public`);
    this.addSql(`select grant_application('function find_account_token(text, text)', 'execute')`);
  }

  override down(): void {
    this.addSql(`drop function find_account_token(text, text)`);
    this.addSql(`drop table account_tokens`);
    this.addSql(`alter table sessions drop column address, drop column user_agent, drop column last_used_at`);
    this.addSql(`alter table users drop column first_name, drop column last_name, drop column locale,
      drop column email_verified_at, drop column deleted_at`);
    this.addSql(`delete from application_grants where target in ('account_tokens', 'function find_account_token(text, text)')`);
    this.addSql(
      `do $$ begin execute format('revoke delete on memberships from %I', current_setting('reelwright.application_role')); end $$`,
    );
    this.addSql(`delete from application_grants where target = 'memberships' and privileges = 'delete'`);
  }
}
