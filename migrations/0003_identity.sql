-- migrate:up
create table users (
  id uuid primary key,
  email text not null,
  -- The address in the form that is compared.
  email_key text not null,
  name text not null,
  password_hash text not null,
  created_at timestamptz(3) not null default now(),
  first_name text,
  last_name text,
  locale text,
  email_verified_at timestamptz(3),
  deleted_at timestamptz(3),
  -- Null for an account without a password.
  password_set_at timestamptz(3) default now(),
  constraint users_email_key_unique unique (email_key)
);
select protect_table('users', 'id = (select app_user_id())');
select grant_application_columns('users', 'password_hash');

create table sessions (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  address text,
  user_agent text,
  last_used_at timestamptz(3) not null default now(),
  -- The network of the sign-in, which gives later sign-ins from there a rate limit of their own.
  network text
);
create index sessions_user on sessions (user_id);
select protect_table('sessions', 'user_id = (select app_user_id())');
select grant_application('sessions', 'select, insert, update');

-- Used tokens are kept for a while: a second use reveals a stolen token and revokes the session.
create table refresh_tokens (
  hash text primary key,
  session_id uuid not null references sessions (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  created_at timestamptz(3) not null default now(),
  used_at timestamptz(3)
);
create index refresh_tokens_session on refresh_tokens (session_id);
select protect_table('refresh_tokens', 'user_id = (select app_user_id())');
select grant_application('refresh_tokens', 'select, insert, update');

-- Tokens sent by email. Stored as SHA-256 of 32 random bytes: a copy of the table opens no account.
create table account_tokens (
  hash text primary key,
  user_id uuid not null references users (id) on delete cascade,
  purpose text not null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  constraint account_tokens_purpose_check check (purpose in ('VERIFY_EMAIL', 'RESET_PASSWORD'))
);
create index account_tokens_user on account_tokens (user_id);
select protect_table('account_tokens', 'user_id = (select app_user_id())');
select grant_application('account_tokens', 'select, insert, delete');
select grant_application('account_tokens', 'update (used_at)');

-- TOTP secrets, encrypted. Pending until `confirmed_at` is set.
create table second_factors (
  user_id uuid primary key references users (id) on delete cascade,
  secret text not null,
  confirmed_at timestamptz(3),
  -- The time step of the last accepted code. Codes of this step and of earlier ones are rejected.
  last_step int not null default 0,
  created_at timestamptz(3) not null default now()
);
select protect_table('second_factors', 'user_id = (select app_user_id())');
select grant_application('second_factors', 'select, insert, update, delete');

create table recovery_codes (
  user_id uuid not null references second_factors (user_id) on delete cascade,
  hash text not null,
  used_at timestamptz(3),
  primary key (user_id, hash)
);
select protect_table('recovery_codes', 'user_id = (select app_user_id())');
select grant_application('recovery_codes', 'select, insert, update');

-- Accounts of OpenID providers that sign a user in.
create table linked_accounts (
  issuer text not null,
  subject text not null,
  user_id uuid not null references users (id) on delete cascade,
  created_at timestamptz(3) not null default now(),
  primary key (issuer, subject)
);
create index linked_accounts_user on linked_accounts (user_id);
select protect_table('linked_accounts', 'user_id = (select app_user_id())');
select grant_application('linked_accounts', 'select, insert, delete');

-- Pending OAuth authorizations. No user is known yet, so only two functions reach this table.
create table oauth_states (
  state_hash text primary key,
  nonce text not null,
  redirect_uri text not null,
  code_challenge text not null,
  expires_at timestamptz(3) not null
);
create index oauth_states_expiry on oauth_states (expires_at);
select protect_table('oauth_states', 'false');

-- migrate:down
drop table
  oauth_states,
  linked_accounts,
  recovery_codes,
  second_factors,
  account_tokens,
  refresh_tokens,
  sessions,
  users;
delete from application_grants
where target in (
  'linked_accounts', 'recovery_codes', 'second_factors', 'account_tokens', 'refresh_tokens', 'sessions', 'users'
);
