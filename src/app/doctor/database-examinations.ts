import { Client } from 'pg';
import { explainNoDatabase } from '../../platform/database/database.ts';
import { StartError } from '../../kernel/start-error.ts';
import { migrationState } from '../health/platform-checks.ts';
import { CheckError } from '../health/failure-reason.ts';
import type { Config } from '../config.ts';
import { warning } from './finding.ts';
import type { Examination } from './finding.ts';

const REQUIRED_VERSION = 180_000;
const CONNECT_WITHIN_MS = 5_000;
/** Seconds between the clocks at which tokens and leases still work, and at which signed URLs and codes begin to fail. */
const CLOCK_WARN_SECONDS = 1;
const CLOCK_FAIL_SECONDS = 30;
/** Connections of each process beside its pools: queue, heartbeats, LISTEN, rounds. */
const OTHER_CONNECTIONS = 7;

const ROLE = `
  select r.rolsuper as "isSuperuser", r.rolbypassrls as "bypasses",
    exists (select from pg_tables t where t.schemaname = 'public' and pg_has_role(r.rolname, t.tableowner, 'member')) as "owns"
  from pg_roles r where r.rolname = current_user`;

/** Tables with rows of workspaces or people whose row security does not apply to their owner, or that have none. */
const UNPROTECTED = `
  select c.relname as name from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
    and (c.relname in ('users', 'workspaces') or exists (
      select from pg_attribute a where a.attrelid = c.oid and not a.attisdropped and a.attname in ('workspace_id', 'user_id')))
  order by 1`;

type Row = Readonly<Record<string, unknown>>;
type Rows = (sql: string, by?: string, variable?: string) => Promise<Row[]>;

/** The database: whether it answers, its roles, row security, version, clock and connections. */
export function databaseExaminations(config: Pick<Config, 'databaseUrl' | 'databaseOwnerUrl' | 'databasePool'>): Examination[] {
  const { databaseUrl: url } = config;
  const rows: Rows = (sql, by = url, variable = 'DATABASE_URL') => queried(sql, by, variable);
  return [...serverAndRoles(rows), ...contents(rows, url), ...capacity(rows, config)];
}

const serverAndRoles = (rows: Rows): Examination[] => [
  {
    subject: 'database',
    remedy: 'Start PostgreSQL 18 or newer and correct DATABASE_URL.',
    examine: async () => {
      const [row] = await rows(`select current_setting('server_version_num')::int as number, current_setting('server_version') as version`);
      if (Number(row?.['number']) < REQUIRED_VERSION)
        throw new StartError(`PostgreSQL 18 is required; this is ${String(row?.['version'])}.`);
      return `PostgreSQL ${String(row?.['version'])} answers.`;
    },
  },
  {
    subject: 'database role',
    remedy:
      'Let DATABASE_URL log in as a role that is no superuser, has no BYPASSRLS and owns no table (docs/operations.md, Roles of the database).',
    examine: async () => {
      const [row] = await rows(ROLE);
      const faults = [
        ...(row?.['isSuperuser'] ? ['is a superuser'] : []),
        ...(row?.['bypasses'] ? ['bypasses row security'] : []),
        ...(row?.['owns'] ? ['owns tables'] : []),
      ];
      if (faults.length > 0) throw new CheckError(`The role of DATABASE_URL ${faults.join(' and ')}.`);
      return 'The application role is subject to row security.';
    },
  },
  {
    subject: 'row security',
    remedy:
      'Run `npm run migrate`. If it persists, run `alter table NAME enable row level security; alter table NAME force row level security;` as the owner.',
    examine: async () => {
      const open = (await rows(UNPROTECTED)).map(({ name }) => String(name));
      if (open.length > 0) throw new CheckError(`Rows of other people may be visible in: ${open.join(', ')}.`);
      return 'It is forced on every table with rows of workspaces or people.';
    },
  },
];

const contents = (rows: Rows, url: string): Examination[] => [
  {
    subject: 'migrations',
    remedy: 'Run `npm run migrate` with this version of the program.',
    examine: async () => {
      const stamp = async (): Promise<string | null> => {
        const [row] = await rows(`select obj_description(to_regclass('public.migrations'), 'pg_class') as stamp`);
        return (row?.['stamp'] ?? null) as string | null;
      };
      const state = await migrationState({ migrationStamp: stamp }, url);
      return state === 'ok'
        ? 'The database has the version of the program.'
        : warning('The database has another version than the program.');
    },
  },
  {
    subject: 'queue',
    remedy: 'Run `npm run migrate`; it creates the queue and grants the application role its rights.',
    examine: async () => {
      const [row] = await rows('select count(*)::int as queues from pgboss.queue');
      if (!row?.['queues']) throw new CheckError('The queue has no queues.');
      return `${Number(row['queues'])} queues exist.`;
    },
  },
  {
    subject: 'clock',
    remedy: 'Synchronise the clocks of this machine and of the database by NTP (chrony or systemd-timesyncd).',
    examine: async () => clockVerdict(await clockOffset(rows)),
  },
];

const capacity = (
  rows: Rows,
  { databaseOwnerUrl: ownerUrl, databasePool }: Pick<Config, 'databaseOwnerUrl' | 'databasePool'>,
): Examination[] => [
  {
    subject: 'connections',
    remedy: 'Raise max_connections of PostgreSQL, or lower DATABASE_POOL.',
    examine: async () => {
      const [row] = await rows(
        `select current_setting('max_connections')::int - (select count(*) from pg_stat_activity where backend_type = 'client backend')::int as free`,
      );
      const free = Number(row?.['free']);
      const needed = databasePool * 2 + OTHER_CONNECTIONS;
      const detail = `${free} connections are free; an API opens up to ${needed}.`;
      return free < needed ? warning(detail) : detail;
    },
  },
  {
    subject: 'owner of the database',
    remedy: 'Correct DATABASE_OWNER_URL; `npm run migrate` needs it.',
    examine: async () => {
      if (ownerUrl === undefined) return 'DATABASE_OWNER_URL is not set; only `npm run migrate` needs it.';
      const [row] = await rows("select has_schema_privilege('public', 'create') as \"mayCreate\"", ownerUrl, 'DATABASE_OWNER_URL');
      if (row?.['mayCreate'] !== true) throw new CheckError('The role of DATABASE_OWNER_URL may not create tables.');
      return 'It can migrate.';
    },
  },
];

/** Seconds by which the clock of the database is ahead, in the shortest of three round trips. */
async function clockOffset(rows: (sql: string) => Promise<Row[]>): Promise<number> {
  const measured = [];
  for (let trip = 0; trip < 3; trip += 1) {
    const sentAt = Date.now();
    const [row] = await rows('select extract(epoch from clock_timestamp())::float8 * 1000 as now');
    const receivedAt = Date.now();
    measured.push({ trip: receivedAt - sentAt, seconds: (Number(row?.['now']) - (sentAt + receivedAt) / 2) / 1_000 });
  }
  return measured.toSorted((one, other) => one.trip - other.trip)[0]?.seconds ?? 0;
}

/** What an offset of the clocks means. */
export function clockVerdict(seconds: number): string | ReturnType<typeof warning> {
  const off = Math.abs(seconds);
  const detail = `The clock of the database is ${off.toFixed(2)} s ${seconds < 0 ? 'behind' : 'ahead of'} that of this machine.`;
  if (off >= CLOCK_FAIL_SECONDS) throw new CheckError(detail);
  return off >= CLOCK_WARN_SECONDS ? warning(detail) : detail;
}

/** The rows of one statement on a connection of its own, in a few seconds. */
export async function queried(sql: string, url: string, variable: string): Promise<Row[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MS, statement_timeout: CONNECT_WITHIN_MS });
  try {
    await client.connect().catch((error: unknown) => Promise.reject(explainNoDatabase(error, variable, url)));
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
