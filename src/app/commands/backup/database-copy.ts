import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { writeCompressed } from './hashed-files.ts';
import type { BackupSequence, BackupTable } from './manifest.ts';

/** `public` and the queue's own schema. Everything else is made by migrations or belongs to extensions. */
export const SCHEMAS = ['public', 'pgboss'] as const;
const SCHEMA_LIST = SCHEMAS.map((name) => `'${name}'`).join(', ');

/**
 * Tables with their columns. Without unlogged tables (counters of rate limits), without partitions, whose rows their parent has, and without
 * the statistics of queues, whose partitions are days. Generated columns are computed again. The sizes are estimates, which need no lock.
 */
const TABLES = `
  select
    n.nspname as schema,
    c.relname as name,
    (
      select json_agg(a.attname order by a.attnum)
      from pg_attribute a
      where a.attrelid = c.oid
        and a.attnum > 0
        and not a.attisdropped
        and a.attgenerated = ''
    ) as columns,
    greatest(c.relpages, 1) * 8192.0::float8 as bytes
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in (${SCHEMA_LIST})
    and c.relkind in ('r', 'p')
    and not c.relispartition
    and c.relpersistence = 'p'
    and c.relname <> 'queue_stats'
  order by 1, 2`;

const SEQUENCES = `
  select schemaname as schema, sequencename as name, last_value::text as "lastValue"
  from pg_sequences
  where schemaname in (${SCHEMA_LIST})
    and last_value is not null
  order by 1, 2`;

const STATE = `
  select
    now()::text as "takenAt",
    (select json_agg(name order by id) from migrations) as migrations,
    (select version from pgboss.version) as "queueSchema"`;

interface ListedTable extends Pick<BackupTable, 'schema' | 'name' | 'columns'> {
  readonly bytes: number;
}

export interface DatabaseCopy {
  readonly takenAt: string;
  readonly migrations: string[];
  readonly queueSchema: number;
  readonly tables: BackupTable[];
  readonly sequences: BackupSequence[];
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Writes every table to a compressed file below `folder`, all in the snapshot of the transaction that the client is in. Runs as the owner of
 * the tables, whose policy shows all rows.
 */
export async function copyDatabase(client: Client, folder: string, onTable: (done: number, total: number) => void): Promise<DatabaseCopy> {
  const { rows: states } = await client.query<Pick<DatabaseCopy, 'takenAt' | 'migrations' | 'queueSchema'>>(STATE);
  const [state] = states;
  if (!state) throw new Error('a select without from answers one row');
  const { rows: listed } = await client.query<ListedTable>(TABLES);
  const total = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  const tables: BackupTable[] = [];
  let done = 0;
  for (const { schema, name, columns, bytes } of listed) {
    const stream = client.query(copyTo(`copy (select ${columns.map(quoted).join(', ')} from ${quoted(schema)}.${quoted(name)}) to stdout`));
    const file = await writeCompressed(folder, `database/${schema}.${name}.copy.gz`, stream);
    tables.push({ schema, name, columns, rows: stream.rowCount, file });
    onTable((done += bytes), total);
  }
  // Sequences are outside of snapshots. Read after the rows, no value of theirs is lower than one of a row.
  const { rows: sequences } = await client.query<BackupSequence>(SEQUENCES);
  return { ...state, tables, sequences };
}
