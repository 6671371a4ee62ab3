#!/bin/bash
# Backs up a PostgreSQL and an S3 store of your own to a new folder: docs/operations/backup.md.
#
#   DATABASE_ADMIN_URL=postgresql://… deploy/backup/backup.sh FOLDER
#
# Deletions of objects wait from before the dump until the last object is copied. The file `complete` is written last: a folder without it is
# no backup. Exits with 0 only if everything succeeded.
#
# Commands that you can replace; BACKUP is the absolute path of the folder:
#   PSQL     psql on the database of Reelwright
#   PG_DUMP  writes a dump of the database to its output
#   MIRROR   copies the bucket
set -euo pipefail

PSQL=${PSQL:-'psql --dbname="$DATABASE_ADMIN_URL"'}
PG_DUMP=${PG_DUMP:-'pg_dump --dbname="$DATABASE_ADMIN_URL" --format=custom'}
MIRROR=${MIRROR:-'mc mirror --preserve reelwright/reelwright "$BACKUP/objects"'}
LOCK="hashtext('reelwright.object_deletions')" # src/platform/database/deletion-lock.ts

fail() {
  echo "$1" >&2
  exit 1
}

[ $# = 1 ] || fail 'Usage: deploy/backup/backup.sh FOLDER'
umask 077
mkdir -p "$1"
BACKUP=$(cd "$1" && pwd)
export BACKUP
[ -z "$(ls -A "$BACKUP")" ] || fail "$1 is not empty. Name a new folder."
incomplete="The backup is not complete; delete $1."

# One session of psql holds the lock and answers a line for each statement. It ends with this script, and the lock with it.
pipes=$(mktemp -d)
trap 'rm -rf "$pipes"' EXIT
mkfifo "$pipes/statements" "$pipes/answers"
bash -c "$PSQL --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1" <"$pipes/statements" >"$pipes/answers" &
exec {statements}>"$pipes/statements" {answers}<"$pipes/answers"

# ask STATEMENT ANSWER: fails when the session has ended or answers something else. The subshell takes the signal of a broken pipe.
ask() {
  local answer
  (echo "$1" >&"$statements") 2>/dev/null && IFS= read -r answer <&"$answers" && [ "$answer" = "$2" ]
}

echo 'Holding deletions of objects …'
ask "set idle_session_timeout = 0; select 'held' from pg_advisory_lock($LOCK);" held || fail "psql did not get the lock. $incomplete"
echo 'Dumping the database …'
bash -c "$PG_DUMP" </dev/null >"$BACKUP/database.dump" || fail "The database was not dumped. $incomplete"
echo 'Copying the objects …'
bash -c "$MIRROR" </dev/null || fail "The objects were not copied. $incomplete"
ask "select pg_advisory_unlock($LOCK);" t || fail "The session that held deletions of objects was lost, so objects may be missing. $incomplete"
sync --file-system "$BACKUP"
date --utc +%FT%TZ >"$BACKUP/complete"
echo "Wrote a backup to $1."
