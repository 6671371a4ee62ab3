import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StartError } from '../../kernel/start-error.ts';
import type { Binaries } from './binaries.ts';
import type { Location } from './location.ts';
import type { ServerUser } from './server-user.ts';

/** Owns the database and its tables; migrations run as this role. Forced row-level security applies to it too. */
export const OWNER = 'reelwright_owner';
/** The role of API and workers: owns nothing, bypasses nothing. */
export const APPLICATION = 'reelwright_app';
export const DATABASE = 'reelwright';

export interface Passwords {
  readonly owner: string;
  readonly application: string;
}

/** PostgreSQL's whole environment: it must not see Reelwright's secrets, PGDATA or an unknown locale. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * The content of pg_hba.conf. It trusts no connection without a password, and the superuser cannot log in: its work is done before the
 * server runs.
 */
const LOGINS = `# Written by Reelwright.
local all ${OWNER},${APPLICATION} scram-sha-256
host  all ${OWNER},${APPLICATION} 127.0.0.1/32 scram-sha-256
`;

/** The cluster folder; created on first use with its two roles and an empty database, completely or not at all. */
export async function openCluster(binaries: Binaries, { home, user }: Location, passwords: Passwords): Promise<string> {
  const cluster = join(home, 'cluster');
  if (existsSync(cluster)) return cluster;
  const draft = join(home, 'cluster.new');
  await rm(draft, { recursive: true, force: true });
  // The built-in C.UTF-8 sorts by code point and never changes, so indexes survive a new C library.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await run(user, binaries.initdb, ['-D', draft, '--username=postgres', '--auth=reject', ...locale, '--no-instructions']);
  writeFileSync(join(draft, 'pg_hba.conf'), LOGINS);
  await setRoles(binaries, user, draft, passwords);
  await runSql(binaries, user, draft, [
    `create database ${DATABASE} owner ${OWNER}`,
    // Otherwise the application role could own temporary tables, in a schema that is searched first.
    `revoke temporary on database ${DATABASE} from public`,
  ]);
  renameSync(draft, cluster);
  return cluster;
}

/** Creates or repairs the two roles with these passwords. The server must not be running. */
export async function setRoles(binaries: Binaries, user: ServerUser, cluster: string, passwords: Passwords): Promise<void> {
  await runSql(binaries, user, cluster, [
    `do $$ begin
       if to_regrole('${OWNER}') is null then create role ${OWNER}; end if;
       if to_regrole('${APPLICATION}') is null then create role ${APPLICATION}; end if;
     end $$`,
    // The owner may create databases (one to check migrations, one per test file) and end their sessions to drop them.
    `alter role ${OWNER} login nosuperuser createdb nocreaterole noreplication nobypassrls password '${passwords.owner}'`,
    `grant pg_signal_backend to ${OWNER}`,
    `alter role ${APPLICATION} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '${passwords.application}'`,
  ]);
}

/** Runs statements as the superuser in single-user mode, which needs no login, port or password. */
async function runSql({ postgres }: Binaries, user: ServerUser, cluster: string, statements: readonly string[]): Promise<void> {
  // -j: a statement ends at a semicolon followed by an empty line. Without exit_on_error a failed statement still exits with 0.
  const args = ['--single', '-j', '-D', cluster, '-c', 'exit_on_error=on', '-c', 'log_checkpoints=off', 'postgres'];
  await run(user, postgres, args, statements.map((statement) => `${statement};\n\n`).join(''));
}

async function run(user: ServerUser, program: string, args: readonly string[], input = ''): Promise<void> {
  const child = spawn(program, args, { ...user.become, cwd: '/', env: SERVER_ENVIRONMENT });
  child.stdin.on('error', () => undefined); // It may end before reading everything; the exit code decides.
  child.stdin.end(input);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new StartError(`The database could not be created: ${lastWords(errors || output)}`);
}

/** The line of PostgreSQL's output that explains why it ended. */
export function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const fatal = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? 'it ended without a message';
  return fatal.replace(/^.*?(?:FATAL|PANIC|error):\s*/, '').trim();
}
