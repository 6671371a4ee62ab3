import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folders `src` and `migrations`, or their copies in `dist`. */
const SOURCE = fileURLToPath(new URL('../..', import.meta.url));
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../../migrations', import.meta.url));

const INCLUDE = /^\\include (\S+)$/gm;
const MIGRATION = /^-- migrate:up\n([\s\S]*)^-- migrate:down\n([\s\S]*)$/m;

export interface MigrationSql {
  readonly name: string;
  readonly up: string;
  readonly down: string;
  /** Names of the routines that the migration includes because its tables depend on them. */
  readonly included: readonly string[];
}

/** A function, view or trigger: the only object of its file, which has its name. */
export interface Routine {
  readonly name: string;
  readonly sql: string;
}

/** A file of `migrations/`, with the files that it includes. */
export function readMigration(name: string): MigrationSql {
  const [, up, down] = MIGRATION.exec(readFileSync(join(MIGRATIONS_FOLDER, `${name}.sql`), 'utf8')) ?? [];
  if (up === undefined || down === undefined) throw new Error(`migrations/${name}.sql needs "-- migrate:up" and "-- migrate:down".`);
  const paths = [...up.matchAll(INCLUDE)].map(([, path = '']) => path);
  return {
    name,
    up: up.replaceAll(INCLUDE, (_line, path: string) => readFileSync(join(SOURCE, path), 'utf8')),
    down,
    included: paths.map((path) => basename(path, '.sql')),
  };
}

/** Every `sql/*.sql` below `source`, ordered so that a routine follows those that it names. @throws Error for two of the same name */
export function readRoutines(source = SOURCE): Routine[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => /[\\/]sql[\\/]\w+\.sql$/.test(path));
  const routines = new Map<string, Routine>();
  for (const path of files.toSorted()) {
    const name = basename(path, '.sql');
    if (routines.has(name)) throw new Error(`Two SQL files have the name ${name}.sql; each routine needs a name of its own.`);
    routines.set(name, { name, sql: readFileSync(join(source, path), 'utf8') });
  }
  const ordered = new Set<Routine>();
  const visit = (routine: Routine, dependents: readonly string[]): void => {
    if (ordered.has(routine)) return;
    if (dependents.includes(routine.name))
      throw new Error(`SQL routines depend on each other: ${[...dependents, routine.name].join(', ')}`);
    for (const [, name = ''] of routine.sql.replaceAll(/--.*/g, '').matchAll(/\b(\w+)\s*\(/g)) {
      const needed = routines.get(name);
      if (needed !== undefined && needed !== routine) visit(needed, [...dependents, routine.name]);
    }
    ordered.add(routine);
  };
  for (const routine of routines.values()) visit(routine, []);
  return [...ordered];
}

/** SQL that drops the routines and their triggers, except those in `kept`, which tables depend on. */
export function dropRoutinesSql(routines: readonly Routine[], kept: ReadonlySet<string>): string {
  const statements = routines.flatMap(({ name, sql }) => {
    const kind = new RegExp(`^create or replace (function|view) ${name}\\b`, 'm').exec(sql)?.[1];
    return kind === undefined || kept.has(name) ? [] : [`drop ${kind} if exists ${name} cascade;`];
  });
  return statements.toReversed().join('\n');
}
