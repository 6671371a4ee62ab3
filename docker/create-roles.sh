#!/bin/bash
# Run once by PostgreSQL's image, as its superuser, when the cluster is new. Two roles: the owner migrates; the application
# reads and writes, and row-level security binds it because it owns nothing (not even temporary tables) and bypasses nothing.
set -euo pipefail

psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
  --set owner_password="$DATABASE_OWNER_PASSWORD" --set app_password="$DATABASE_PASSWORD" --set database="$POSTGRES_DB" <<'SQL'
create role reelwright_owner login nosuperuser nobypassrls nocreaterole nocreatedb password :'owner_password';
create role reelwright_app login nosuperuser nobypassrls nocreaterole nocreatedb password :'app_password';
alter database :"database" owner to reelwright_owner;
alter schema public owner to reelwright_owner;
revoke all on database :"database" from public;
grant connect on database :"database" to reelwright_app;
SQL
