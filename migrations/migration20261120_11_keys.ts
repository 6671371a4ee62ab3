import { Migration } from '@mikro-orm/migrations';

const ROLES = `'OWNER', 'ADMIN', 'EDITOR', 'VIEWER'`;
const DEFINERS = [
  'find_api_key(text, uuid)',
  'second_factors_sealed_otherwise(text)',
  'seal_second_factor_anew(uuid, text, text)',
  'open_sign_in(text, text, text, text, interval)',
  'take_sign_in(text)',
  'find_linked_account(text, text)',
];

/** Other ways in: keys of programs, a second factor, accounts elsewhere. */
export class Migration20261120_11_keys extends Migration {
  override up(): void {
    this.addSql(`create table api_keys (
      id uuid primary key, workspace_id uuid not null references workspaces (id) on delete cascade,
      name text not null, role text not null, prefix text not null, hash text not null,
      created_by uuid not null references users (id) on delete cascade,
      created_at timestamptz(3) not null default now(), expires_at timestamptz(3) not null,
      last_used_at timestamptz(3), revoked_at timestamptz(3),
      constraint api_keys_hash_unique unique (hash),
      constraint api_keys_role_check check (role in (${ROLES})))`);
    this.addSql(`create index api_keys_newest on api_keys (workspace_id, id)`);
    this.addSql(`create index api_keys_created_by on api_keys (created_by)`);
    this.addSql(`select protect_tenant_table('api_keys')`);
    this.addSql(`select grant_application('api_keys', 'select, insert')`);
    // What a key may do never grows: its role, workspace and hash cannot be changed.
    this.addSql(`select grant_application('api_keys', 'update (last_used_at, revoked_at)')`);

    this.addSql(`create table second_factors (
      user_id uuid primary key references users (id) on delete cascade,
      secret text not null, confirmed_at timestamptz(3), last_step int not null default 0,
      created_at timestamptz(3) not null default now())`);
    this.addSql(`create table recovery_codes (
      user_id uuid not null references second_factors (user_id) on delete cascade, hash text not null, used_at timestamptz(3),
      primary key (user_id, hash))`);
    this.addSql(`create table linked_accounts (
      issuer text not null, subject text not null, user_id uuid not null references users (id) on delete cascade,
      created_at timestamptz(3) not null default now(),
      primary key (issuer, subject))`);
    this.addSql(`create index linked_accounts_user on linked_accounts (user_id)`);
    for (const table of ['second_factors', 'recovery_codes', 'linked_accounts']) {
      this.addSql(`select protect_table('${table}', 'user_id = (select app_user_id())')`);
    }
    this.addSql(`select grant_application('second_factors', 'select, insert, update, delete')`);
    this.addSql(`select grant_application('recovery_codes', 'select, insert, update')`);
    this.addSql(`select grant_application('linked_accounts', 'select, insert, delete')`);

    // Nobody's until somebody comes back with the state: reached by the two functions below alone.
    this.addSql(`create table sign_ins_elsewhere (
      state_hash text primary key, nonce text not null, redirect_uri text not null, code_challenge text not null,
      expires_at timestamptz(3) not null)`);
    this.addSql(`create index sign_ins_elsewhere_age on sign_ins_elsewhere (expires_at)`);
    this.addSql(`select protect_table('sign_ins_elsewhere', 'false')`);

    // Questions before it is known who asks. The creator's role is the most that a key may do, and none is the end of it.
    this.addSql(`create function find_api_key(wanted_hash text, wanted_id uuid)
      returns table (id uuid, workspace_id uuid, role text, created_by uuid, creator_role text, expires_at timestamptz,
        expired boolean, revoked boolean, use_is_old boolean)
      language sql stable security definer set search_path = public
      begin atomic
        select k.id, k.workspace_id, k.role, k.created_by, m.role, k.expires_at, k.expires_at <= now(), k.revoked_at is not null,
          k.last_used_at is null or k.last_used_at < now() - interval '1 minute'
        from api_keys k left join memberships m on m.workspace_id = k.workspace_id and m.user_id = k.created_by
        where k.hash = wanted_hash or k.id = wanted_id;
      end`);
    this.addSql(`create function find_linked_account(wanted_issuer text, wanted_subject text) returns table (user_id uuid)
      language sql stable security definer set search_path = public
      begin atomic
        select user_id from linked_accounts where issuer = wanted_issuer and subject = wanted_subject;
      end`);
    this.addSql(`create function second_factors_sealed_otherwise(key_prefix text) returns table (user_id uuid, secret text)
      language sql stable security definer set search_path = public
      begin atomic select user_id, secret from second_factors where not starts_with(secret, key_prefix); end`);
    this.addSql(`create function seal_second_factor_anew(whose uuid, before text, after text) returns void
      language sql security definer set search_path = public
      begin atomic update second_factors set secret = after where user_id = whose and secret = before; end`);
    // Whoever begins sweeps out what nobody finished.
    this.addSql(`create function open_sign_in(state_hash text, nonce text, redirect_uri text, code_challenge text, life interval)
      returns void language sql security definer set search_path = public
      begin atomic
        delete from sign_ins_elsewhere s where s.state_hash in
          (select o.state_hash from sign_ins_elsewhere o where o.expires_at <= now() limit 100 for update skip locked);
        insert into sign_ins_elsewhere values (state_hash, nonce, redirect_uri, code_challenge, now() + life);
      end`);
    this.addSql(`create function take_sign_in(wanted_state_hash text)
      returns table (nonce text, redirect_uri text, code_challenge text)
      language sql security definer set search_path = public
      begin atomic
        with taken as (delete from sign_ins_elsewhere s where s.state_hash = wanted_state_hash returning s.*)
        select t.nonce, t.redirect_uri, t.code_challenge from taken t where t.expires_at > now();
      end`);
    for (const name of DEFINERS) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
  }

  override down(): void {
    this.addSql(`drop function ${DEFINERS.join(', ')}`);
    this.addSql(`drop table sign_ins_elsewhere, linked_accounts, recovery_codes, second_factors, api_keys`);
    this.addSql(
      `delete from application_grants where target in ('api_keys', 'second_factors', 'recovery_codes', 'linked_accounts')
         or target in (${DEFINERS.map((name) => `'function ${name}'`).join(', ')})`,
    );
  }
}
