#!/bin/bash
# The backup of docker-compose.yml, run in its folder: docs/operations/backup.md.
#
#   deploy/backup/compose.sh FOLDER
#
# PostgreSQL has no port on the host, so its own container runs psql and pg_dump. A second container of MinIO's image copies the bucket with the
# client in it, as the user who runs this script; set MIRROR for another store.
set -euo pipefail

export PSQL='docker compose exec -T postgres psql --username=postgres --dbname=reelwright'
export PG_DUMP='docker compose exec -T postgres pg_dump --username=postgres --dbname=reelwright --format=custom'
client='MC_HOST_store=http://\$MINIO_ROOT_USER:\$MINIO_ROOT_PASSWORD@minio:9000 mc'
run='docker compose run --rm -T --no-deps --user "$(id -u):$(id -g)" --volume "$BACKUP:/backup" --entrypoint sh minio'
export MIRROR=${MIRROR:-"$run -c \"$client mirror --preserve store/${S3_BUCKET:-reelwright} /backup/objects\""}
exec "$(dirname "$0")/backup.sh" "$@"
