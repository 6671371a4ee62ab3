#!/bin/sh
# Builds and becomes a command of the program; for --help it does neither, since the usage can be printed from the source.
set -e
for argument; do
  case $argument in --help) exec node --no-warnings scripts/print-usage.ts "$1" ;; esac
done
npm run -s build
# As in the container and under the supervisor: docs/operations.md, Memory.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
exec node --max-semi-space-size=8 dist/src/main.js "$@"
