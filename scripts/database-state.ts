import { defineConfig, MikroORM } from '@mikro-orm/postgresql';
import type { Routine } from '../src/app/database/database-sql.ts';
import { entities } from '../src/app/database/entities.ts';

/** Made by others: pg-boss keeps its own schema, MikroORM its list of migrations. */
const QUEUE_SCHEMA = 'pgboss';
const MIGRATIONS_TABLE = 'migrations';

/** Read and written by functions of the database alone. */
const FUNCTIONS_TABLES = [
  'application_grants',
  'workspace_days',
  'slot_times',
  'workspace_storage',
  'scheduler_clocks',
  'workers',
  'stage_averages',
  'rate_limits',
  'credit_lots',
  'stripe_events',
  'api_quotas',
  'maintenance_leases',
  'provider_circuits',
  'listed_models',
  'listed_voices',
  'asset_uses',
  'installation',
  'installation_days',
  'installation_spend',
  'installation_provider_keys',
  'queue_pauses',
  'settings',
  'setup_tokens',
  'suspensions',
];

const ADMIN_VIEWS = ['admin_jobs', 'admin_users', 'admin_workspaces', 'admin_audit_events', 'admin_showcase_items'];

/** What a comparison of entities and tables leaves out. */
export const schemaGenerator = {
  ignoreSchema: [QUEUE_SCHEMA],
  // No entity of theirs; and a view, whose entity looks like a table.
  skipTables: [MIGRATIONS_TABLE, ...FUNCTIONS_TABLES, 'administrators', ...ADMIN_VIEWS, 'batch_stats'],
  skipViews: [...ADMIN_VIEWS, 'batch_stats'],
  createForeignKeyConstraints: false,
  // Written by hand, in migrations alone. Entities speak of columns, defaults, checks and indexes.
  ignorePolicies: true,
  ignoreRoutines: true,
  ignoreTriggers: true,
};

/** What stands in the schema `public`, one line each. */
const OBJECTS = `
  select format('column %s.%s %s%s default %s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' else '' end, coalesce(pg_get_expr(d.adbin, d.adrelid), 'none')) as line
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
  union all select format('%s %s row security %s forced %s grants %s',
      case when relkind in ('r', 'p') then 'table' else 'relation' end, oid::regclass, relrowsecurity, relforcerowsecurity, relacl)
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
  union all select format('index %s', pg_get_indexdef(indexrelid)) from pg_index join pg_class c on c.oid = indrelid
    where c.relnamespace = 'public'::regnamespace
  union all select format('constraint %s on %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
    where connamespace = 'public'::regnamespace
  union all select format('policy %s on %s for %s using %s check %s', polname, polrelid::regclass, polcmd, pg_get_expr(polqual, polrelid),
    pg_get_expr(polwithcheck, polrelid)) from pg_policy
  union all select format('trigger %s', pg_get_triggerdef(oid)) from pg_trigger where not tgisinternal
  union all select format('function %s grants %s', pg_get_functiondef(oid), proacl) from pg_proc
    where pronamespace = 'public'::regnamespace and prokind = 'f'
  union all select format('view %s', pg_get_viewdef(oid)) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'
  union all select format('column grant %s.%s %s', attrelid::regclass, attname, attacl) from pg_attribute
    join pg_class c on c.oid = attrelid where c.relnamespace = 'public'::regnamespace and attacl is not null
  union all select format('type %s', typname) from pg_type where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')
  order by 1`;

/** One line for each column, table, index, constraint, policy, trigger, function and type, but those of the migrations' own table. */
export const readObjects = (ownerUrl: string): Promise<string[]> =>
  withOrm(ownerUrl, async (orm) => {
    const rows = await orm.em.fork().execute<{ line: string }[]>(OBJECTS);
    return rows.map(({ line }) => line).filter((line) => !new RegExp(`\\b${MIGRATIONS_TABLE}(_\\w+)?\\b`).test(line));
  });

/** Tables that a forgotten policy leaves open: row security is not on, or its owner passes it by. */
export const openTables = (objects: readonly string[]): string[] =>
  objects.filter((line) => line.startsWith('table ') && !line.includes(' row security t forced t '));

/** Foreign keys are defined in migrations alone, with the names that PostgreSQL gives them; a test compares them with the entities' references. */
const DROPS_FOREIGN_KEY = / drop constraint "\w+_fkey"$/;

/** Functions, views and triggers of `public`, with the source of those whose body PostgreSQL stores as text. */
const ROUTINES = `
  select proname as name, case when prosqlbody is null then prosrc end as source from pg_proc where pronamespace = 'public'::regnamespace
  union all select relname, null from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
  union all select format('%s_%s', c.relname, t.tgname), null from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and c.relnamespace = 'public'::regnamespace`;

const TRIGGER = /^create (?:or replace |constraint )?trigger (\w+)\s[^;]*?\bon (\w+)\s/gm;

/** Every difference between the routines of the database and their files. Triggers may share the file of their function. */
export const routineFaults = (ownerUrl: string, files: readonly Routine[]): Promise<string[]> =>
  withOrm(ownerUrl, async (orm) => {
    const rows = await orm.em.fork().execute<{ name: string; source: string | null }[]>(ROUTINES);
    const found = new Map(rows.map(({ name, source }) => [name, source]));
    const triggers = new Set(files.flatMap(({ sql }) => [...sql.matchAll(TRIGGER)].map(([, trigger, table]) => `${table}_${trigger}`)));
    const made = new Set([...files.map(({ name }) => name), ...triggers]);
    return [
      ...[...found.keys()].filter((name) => !made.has(name)).map((name) => `${name}: no file`),
      ...[...made].filter((name) => !found.has(name)).map((name) => `${name}: not in the database`),
      ...files.filter(({ name, sql }) => !sql.includes(found.get(name) ?? '')).map(({ name }) => `${name}: another body than its file`),
    ];
  });

/** The statements that would make the database what the entities say; empty when it is. */
export const readDrift = (ownerUrl: string): Promise<string[]> =>
  withOrm(ownerUrl, async (orm) => {
    const sql = await orm.schema.getUpdateSchemaSQL({ wrap: false });
    const statements = sql.split(/;\n/).map((statement) => statement.trim());
    return statements.filter((statement) => statement !== '' && !DROPS_FOREIGN_KEY.test(statement));
  });

async function withOrm<T>(clientUrl: string, read: (orm: MikroORM) => Promise<T>): Promise<T> {
  const orm = await MikroORM.init(
    defineConfig({
      clientUrl,
      entities,
      pool: { min: 0, max: 1 },
      schemaGenerator,
    }),
  );
  try {
    return await read(orm);
  } finally {
    await orm.close(true);
  }
}
