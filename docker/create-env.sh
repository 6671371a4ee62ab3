#!/bin/sh
# Makes .env for docker-compose.yml, or completes it: secrets that are missing are generated, values that are set stay as they are. Run it again
# after an upgrade. Values that only you know are named at the end.
set -eu
cd "$(dirname "$0")/.."
file=${1:-.env}
umask 077
[ -e "$file" ] || cp .env.example "$file"
chmod 600 "$file"

value() { sed -n "s/^$1=//p" "$file" | tail -n 1; }

# Writes NAME=VALUE into the line of the name, or at the end. The values have no character that sed or Compose would change.
set_value() {
  if grep -q "^$1=" "$file"; then
    sed "s|^$1=.*|$1=$2|" "$file" > "$file.new"
    mv "$file.new" "$file"
  else
    printf '%s=%s\n' "$1" "$2" >> "$file"
  fi
}

# Letters and digits only, because passwords are parts of URLs.
hex() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }
base64_key() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }

generate() {
  [ -n "$(value "$1")" ] && return 0
  set_value "$1" "$2"
  echo "generated $1"
}
for name in DATABASE_PASSWORD DATABASE_OWNER_PASSWORD POSTGRES_PASSWORD S3_ACCESS_KEY S3_SECRET_KEY METRICS_TOKEN; do
  generate "$name" "$(hex 20)"
done
generate JWT_SECRET "$(hex 32)"
generate ENCRYPTION_KEY "$(base64_key)"

missing=
for name in PUBLIC_URL S3_PUBLIC_ENDPOINT ALLOWED_ORIGINS SMTP_URL; do
  [ -n "$(value "$name")" ] || missing="$missing $name"
done
if [ -n "$missing" ]; then
  echo "set in $file:$missing"
  exit 3
fi
