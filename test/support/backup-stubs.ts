import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What stands for the commands of a backup: each notes how it was called, and does so little that a test knows the result. */
const STUBS = {
  psql: `
    [ "\${PSQL_FAILS:-}" ] && exit 2
    while IFS= read -r statement; do
      case $statement in
        *pg_advisory_lock*) note hold; echo held; [ "\${SESSION_IS_LOST:-}" ] && exit 2 ;;
        *pg_advisory_unlock*) note release; echo "\${STILL_HELD:-t}" ;;
      esac
    done`,
  pg_dump: `
    note dump
    echo 'a dump'
    exit "\${DUMP_CODE:-0}"`,
  mc: `
    note mirror
    mkdir -p "$BACKUP/objects"
    echo 'an object' >"$BACKUP/objects/key"
    exit "\${MIRROR_CODE:-0}"`,
  docker: `
    note "docker $*"
    [ "$1 $2" = 'compose exec' ] && shift 4 && exec "$@"
    shift $(($# - 1)) && exec sh -c "$1"`,
};

interface BackupRun {
  readonly code: number;
  readonly errors: string;
  /** What the commands did, in this order. */
  readonly calls: readonly string[];
}

/** Runs a script of deploy/backup with those stubs on its PATH, and with `env`. */
export function runBackupScript(
  script: string,
  folder: string,
  args: readonly string[],
  env: NodeJS.Dict<string> = {},
): Promise<BackupRun> {
  const bin = join(folder, 'bin');
  const calls = join(folder, 'calls');
  mkdirSync(bin, { recursive: true });
  writeFileSync(calls, '');
  for (const [name, body] of Object.entries(STUBS))
    writeFileSync(join(bin, name), `#!/bin/bash\nnote() { echo "$1" >>"${calls}"; }\n${body}\n`, { mode: 0o755 });
  const path = resolve(import.meta.dirname, '../../deploy/backup', script);
  return new Promise((done) => {
    execFile(path, args, { env: { PATH: `${bin}:/usr/bin:/bin`, ...env } }, (error, _, stderr) => {
      const code = error === null ? 0 : Number(error.code);
      done({ code, errors: stderr, calls: readFileSync(calls, 'utf8').trim().split('\n') });
    });
  });
}
