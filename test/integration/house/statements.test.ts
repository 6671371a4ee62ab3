import { isObjectType, parse } from 'graphql';
import type { GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSchema } from '../../../src/app/schema.ts';
import type { ApiSchema } from '../../../src/app/schema.ts';
import { compilingExecutor } from '../../../src/platform/graphql/executor.ts';
import { runOnce } from '../../../src/platform/graphql/operation.ts';
import type { Storage } from '../../../src/platform/storage/storage.ts';
import { deepSelection, isConnection, nodeOf } from '../../support/deep-selection.ts';
import { openEngine, scopeOf, type Engine, type Tenant } from '../../support/engine.ts';
import { useStatementRecorder } from '../../support/record-statements.ts';
import { ROWS, makeRows } from '../../support/rows.ts';

const FEW = 2;

/** Lists without rows here: the public one is answered from memory, and both are one statement without relations (showcase.test.ts). */
const WITHOUT_ROWS = ['Query.adminShowcaseItems', 'Query.showcase'];

/**
 * How each connection of the schema is reached: `N` stands for how many are asked for, of it and of what it hangs on, `$` for what is
 * asked of its items. A new connection is a new line, and rows of it in test/support/rows.ts.
 */
const PATHS: Readonly<Record<string, string>> = {
  'Query.workspaces': 'workspaces(first: N) { totalCount nodes { $ } }',
  'User.notifications': 'me { notifications(first: N) { totalCount nodes { $ } } }',
  'Query.adminJobs': 'adminJobs(first: N) { totalCount nodes { $ } }',
  'Query.adminUsers': 'adminUsers(first: N) { totalCount nodes { $ } }',
  'Query.adminWorkspaces': 'adminWorkspaces(first: N) { totalCount nodes { $ } }',
  'Query.adminAuditEvents': 'adminAuditEvents(first: N) { totalCount nodes { $ } }',
  'Query.jobEvents': 'jobEvents(jobId: "JOB", first: N) { totalCount nodes { $ } }',
  'Query.comments': 'comments(assetId: "ASSET", first: N) { totalCount nodes { $ } }',
  'Query.webhookDeliveries': 'webhookDeliveries(webhookId: "WEBHOOK", first: N) { totalCount nodes { $ } }',
  'Project.assets': 'workspaces(first: 2) { nodes { projects(first: N) { nodes { assets(first: N) { totalCount nodes { $ } } } } } }',
  'Project.jobs': 'workspaces(first: 2) { nodes { projects(first: N) { nodes { jobs(first: N) { totalCount nodes { $ } } } } } }',
  'Batch.jobs': 'workspaces(first: 2) { nodes { batches(first: N) { nodes { jobs(first: N) { totalCount nodes { $ } } } } } }',
  'Batch.rows': 'workspaces(first: 2) { nodes { batches(first: N) { nodes { rows(first: N) { totalCount nodes { $ } } } } } }',
  'Series.runs': 'workspaces(first: 2) { nodes { series(first: N) { nodes { runs(first: N) { totalCount nodes { $ } } } } } }',
  'Asset.usedIn': 'workspaces(first: 2) { nodes { assets(first: N) { nodes { usedIn(first: N) { totalCount nodes { $ } } } } } }',
  'Job.events': 'workspaces(first: 2) { nodes { jobs(first: N) { nodes { events(last: N) { totalCount nodes { $ } } } } } }',
  ...Object.fromEntries(
    [
      'jobs',
      'assets',
      'projects',
      'batches',
      'series',
      'members',
      'invitations',
      'auditEvents',
      'creditEntries',
      'presets',
      'promptTemplates',
      'slots',
      'publications',
    ].map((field) => [`Workspace.${field}`, `workspaces(first: N) { nodes { ${field}(first: N) { totalCount nodes { $ } } } }`]),
  ),
};

let engine: Engine;
let person: Tenant;
let api: ApiSchema;
let ids: { readonly job: string; readonly webhook: string; readonly asset: string };
const recorder = useStatementRecorder();

beforeAll(async () => {
  const storage = { presignGet: () => Promise.resolve('https://example.test/') } as unknown as Storage;
  engine = await openEngine({ storage });
  person = await makeRows(engine);
  api = await openSchema(engine);
  const [job] = await engine.owner<{ id: string }>('select id from jobs limit 1');
  const [webhook] = await engine.owner<{ id: string }>('select id from webhooks limit 1');
  const [comment] = await engine.owner<{ id: string }>('select asset_id as id from comments limit 1');
  ids = { job: job!.id, webhook: webhook!.id, asset: comment!.id };
});
afterAll(() => engine.close());

const execute = compilingExecutor();

/** Runs it, and returns the statements that it took with the number of items in the innermost list that is asked for. */
async function run(name: string, count: number): Promise<{ readonly statements: readonly string[]; readonly items: number }> {
  const [type = '', field = ''] = name.split('.');
  const connection = (api.schema.getType(type) as GraphQLObjectType).getFields()[field]!;
  const document = PATHS[name]!.replaceAll(/\bN\b/g, String(count))
    .replace('JOB', ids.job)
    .replace('WEBHOOK', ids.webhook)
    .replace('ASSET', ids.asset)
    .replace('$', deepSelection(nodeOf(connection), type === 'Query' ? [] : [type]));
  const contextValue = { scope: scopeOf(engine, person.actor), instance: api.instance };
  recorder.start();
  const { data, errors } = await runOnce(execute, { schema: api.schema, document: parse(`{ ${document} }`), contextValue });
  expect(errors).toBeUndefined();
  return { statements: recorder.statements.map(withoutValues).toSorted(), items: innermost(data, field) };
}

/** MikroORM writes values into its statements. */
const withoutValues = (statement: string): string => statement.replaceAll(/'[^']*'|\b\d+\b/g, '…');

function innermost(data: unknown, field: string): number {
  const { [field]: found, ...others } = data as Record<string, unknown> & { readonly nodes?: unknown[] };
  if (found) return (found as { nodes: unknown[] }).nodes.length;
  const [next] = Object.values(others);
  return innermost(Array.isArray(next) ? next[0] : next, field);
}

it('every connection of the schema is among them', () => {
  const connections = Object.values(api.schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .flatMap((type) => Object.values(type.getFields()).flatMap((field) => (isConnection(field.type) ? `${type.name}.${field.name}` : [])));
  expect(connections.toSorted()).toEqual([...Object.keys(PATHS), ...WITHOUT_ROWS].toSorted());
});

it.each(Object.keys(PATHS))('%s takes as many statements for twenty rows as for two', async (name) => {
  const few = await run(name, FEW);
  const many = await run(name, ROWS);
  expect([few.items, many.items]).toEqual([FEW, ROWS]);
  // One more or less: branches of a query that go down side by side meet in a statement, or just miss it.
  const more = many.statements.length - few.statements.length;
  expect(more, [...few.statements, '', ...many.statements].join('\n')).toBeLessThan((ROWS - FEW) / 2);
});
