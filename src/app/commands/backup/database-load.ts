import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { StartError } from '../../../kernel/start-error.ts';
import { SCHEMAS, quoted } from './database-copy.ts';
import { readCompressed } from './hashed-files.ts';
import type { BackupTable, Manifest } from './manifest.ts';

const SCHEMA_LIST = SCHEMAS.map((name) => `'${name}'::regnamespace`).join(', ');

/** Not those of partitions, which follow their parent. */
const FOREIGN_KEYS = `
  select
    format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
    format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as add
  from pg_constraint
  where contype = 'f'
    and conparentid = 0
    and connamespace in (${SCHEMA_LIST})`;

const FORCED = `
  select oid::regclass::text as name
  from pg_class
  where relforcerowsecurity
    and relkind in ('r', 'p')
    and relnamespace in (${SCHEMA_LIST})`;

const nameOf = ({ schema, name }: Pick<BackupTable, 'schema' | 'name'>): string => `${quoted(schema)}.${quoted(name)}`;

/**
 * Fills the tables of a migrated database with the rows of a backup, in one transaction. Foreign keys are dropped and created again, which
 * checks every row and needs no order of the tables. Row security of the owner is lifted meanwhile, because COPY does not obey it.
 */
export async function loadDatabase(
  client: Client,
  folder: string,
  { tables, sequences }: Manifest,
  onTable: (done: number, total: number) => void,
): Promise<void> {
  const run = async (statements: readonly string[]): Promise<void> => void (await client.query(statements.join(';\n')));
  await client.query('begin');
  const { rows: forced } = await client.query<{ name: string }>(FORCED);
  const { rows: keys } = await client.query<{ drop: string; add: string }>(FOREIGN_KEYS);
  await run(forced.map(({ name }) => `alter table ${name} no force row level security`));
  await run(keys.map(({ drop }) => drop));
  await run(tables.map((table) => `alter table ${nameOf(table)} disable trigger user`));
  // Migrations have written rows of their own, which the backup has too.
  await client.query(`truncate ${tables.map(nameOf).join(', ')}`);
  const total = tables.reduce((sum, { file }) => sum + file.bytes, 0);
  let done = 0;
  for (const table of tables) {
    const target = client.query(copyFrom(`copy ${nameOf(table)} (${table.columns.map(quoted).join(', ')}) from stdin`));
    await pipeline(await readCompressed(folder, table.file), target);
    onTable((done += table.file.bytes), total);
  }
  for (const { schema, name, lastValue } of sequences)
    await client.query('select setval(format($1, $2::text, $3::text)::regclass, $4::bigint)', ['%I.%I', schema, name, lastValue]);
  await run(keys.map(({ add }) => add));
  await run(tables.map((table) => `alter table ${nameOf(table)} enable trigger user`));
  await run(forced.map(({ name }) => `alter table ${name} force row level security`));
  await client.query('commit');
  await run(tables.map((table) => `analyze ${nameOf(table)}`));
}

/** Compares the number of rows of every table with the backup. @throws StartError */
export async function checkRows(client: Pick<Client, 'query'>, { tables }: Pick<Manifest, 'tables'>): Promise<void> {
  for (const table of tables) {
    const { rows } = await client.query<{ rows: string }>(`select count(*) as rows from ${nameOf(table)}`);
    if (Number(rows[0]?.rows) !== table.rows)
      throw new StartError(`The table ${table.name} has ${rows[0]?.rows ?? 'no'} rows instead of ${String(table.rows)}.`);
  }
}

/**
 * What only a restored database needs. Transaction ids of the new server begin again:
 * - A call that was about to be sent counts as sent, because the original installation may have sent it after the snapshot. The step that
 *   begins again asks the vendor or ends with UNCERTAIN, and never pays twice unasked.
 * - Notifications come before every new one. Subscribers would otherwise receive them again once the ids have grown to the old ones.
 */
export const AFTER_LOAD = `
  update provider_attempts
  set
    state = 'SENT',
    sent_at = prepared_at
  where state = 'PREPARED'
    and not is_free;
  update notifications
  set xact = '3'
  where xact >= pg_snapshot_xmax(pg_current_snapshot());`;
