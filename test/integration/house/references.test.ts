import { MikroORM, ReferenceKind } from '@mikro-orm/postgresql';
import type { EntityMetadata } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entities } from '../../../src/app/database/entities.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

/** Foreign keys that their entity cannot declare: the import law gives it no access to the target, the target is the table itself, or has a key of several columns. */
const UNDECLARED = [
  'artifacts.workspace_id → workspaces',
  'assets.project_id → projects',
  'comments.parent_id → comments',
  'credit_movements.reservation_id → credit_movements',
  'credit_movements.origin_id → credit_movements',
  'idempotency_keys.workspace_id → workspaces',
  'jobs.batch_id → batches',
  'jobs.project_id → projects',
  'provider_key_circuits.provider → provider_keys',
  'upload_sessions.id → assets',
  // The key of a plan is its name.
  'workspace_plans.plan → plans',
  'checkouts.plan → plans',
  'subscriptions.plan → plans',
  // Of the file of a consent, which is not its id.
  'showcase_items.asset_id → showcase_consents',
  'trial_images.asset_id → showcase_consents',
];

let engine: Engine;
let orm: MikroORM;
let tables: readonly EntityMetadata[];
beforeAll(async () => {
  engine = await openEngine();
  orm = await MikroORM.init({ entities: [...entities], clientUrl: engine.urls.ownerUrl, ensureDatabase: false });
  tables = [...orm.getMetadata().getAll().values()];
});
afterAll(async () => {
  await orm.close(true);
  await engine.close();
});

it('every foreign key of a mapped table is a reference of its entity, and every reference is a foreign key', async () => {
  const keys = await engine.owner<{ key: string; mapped: string }>(
    `select format('%s.%s → %s', c.conrelid::regclass, a.attname, c.confrelid::regclass) as key, c.conrelid::regclass::text as mapped
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[cardinality(c.conkey)]
     where c.contype = 'f' and c.connamespace = 'public'::regnamespace`,
  );
  const names = new Set(tables.map(({ tableName }) => tableName));
  const inDatabase = keys.filter(({ mapped }) => names.has(mapped)).map(({ key }) => key);
  expect([...new Set(inDatabase)].filter((key) => !UNDECLARED.includes(key)).sort()).toEqual(declared().sort());
  expect(UNDECLARED.filter((key) => !inDatabase.includes(key))).toEqual([]);
});

it('every table that the application reads or writes by itself has an entity', async () => {
  const granted = await engine.owner<{ target: string }>(
    `select distinct target from application_grants where target !~ '^(function|sequence) ' order by target`,
  );
  const names = new Set(tables.map(({ tableName }) => tableName));
  expect(granted.map(({ target }) => target).filter((name) => !names.has(name))).toEqual([]);
  expect(granted.length).toBeGreaterThan(20);
});

it('no reference loads its target along', () => {
  const eager = entities.flatMap(({ meta }) =>
    meta.props.filter((property) => property.eager).map(({ name }) => `${meta.className}.${name}`),
  );
  expect(eager).toEqual([]);
});

const declared = (): string[] =>
  tables.flatMap(({ tableName, props }) =>
    props
      .filter(({ kind }) => kind === ReferenceKind.MANY_TO_ONE)
      .map(({ fieldNames, targetMeta }) => `${tableName}.${fieldNames.join(',')} → ${targetMeta?.tableName ?? '?'}`),
  );
