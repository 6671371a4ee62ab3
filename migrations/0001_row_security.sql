-- migrate:up
-- What every later table needs: who acts, how tables are protected, what the application's role is granted.

\include platform/database/sql/app_user_id.sql
\include platform/database/sql/app_workspace_ids.sql
\include platform/database/sql/app_admin_workspace_ids.sql
\include platform/database/sql/protect_table.sql
\include platform/database/sql/protect_tenant_table.sql

-- Every grant to the application's role. `repeat_application_grants` repeats them for a role that is configured later.
create table application_grants (
  target text not null,
  privileges text not null,
  primary key (target, privileges)
);
select protect_table('application_grants', 'false');

\include platform/database/sql/grant_application.sql
\include platform/database/sql/grant_application_columns.sql

-- A temporary table could hide a table from a function. PostgreSQL grants this to PUBLIC on every new database.
do $$
begin
  execute format(
    'revoke temporary on database %I from public, %I',
    current_database(),
    current_setting('reelwright.application_role')
  );
end
$$;

-- Leases of periodic tasks that one worker of the installation runs at a time.
create table maintenance_leases (
  name text primary key,
  acquired_at timestamptz(3) not null
);
select protect_table('maintenance_leases', 'false');

-- Counters of rate-limit windows. Unlogged: a crash of PostgreSQL resets them, and callers cannot cause one.
create unlogged table rate_limits (
  key text primary key,
  taken int not null,
  ends_at timestamptz not null
);
create index rate_limits_age on rate_limits (ends_at);
select protect_table('rate_limits', 'false');

-- migrate:down
drop table rate_limits, maintenance_leases, application_grants;
drop function
  grant_application_columns(regclass, text),
  grant_application(text, text),
  protect_tenant_table(regclass),
  protect_table(regclass, text),
  app_admin_workspace_ids(),
  app_workspace_ids(),
  app_user_id();
