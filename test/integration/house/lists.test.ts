import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, parse } from 'graphql';
import type { GraphQLArgument, GraphQLInputType, GraphQLObjectType } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSchema, type ApiSchema } from '../../../src/app/schema.ts';
import { newId } from '../../../src/kernel/id.ts';
import { compilingExecutor } from '../../../src/platform/graphql/executor.ts';
import { runOnce } from '../../../src/platform/graphql/operation.ts';
import type { Storage } from '../../../src/platform/storage/storage.ts';
import { CONNECTIONS } from '../../support/connections.ts';
import { useEngine, scopeOf, type Tenant } from '../../support/engine.ts';
import { ROWS, makeRows } from '../../support/rows.ts';

const engine = useEngine({ storage: {} as Storage });
let person: Tenant;
let api: ApiSchema;
let ids: Readonly<Record<string, string>>;
const execute = compilingExecutor();

beforeAll(async () => {
  person = await makeRows(engine);
  api = await openSchema(engine);
  const one = async (table: string): Promise<string> => (await engine.owner<{ id: string }>(`select id from ${table} limit 1`))[0]!.id;
  const [scene] = await engine.owner<{ used: string; project: string }>(
    'select visual_asset_id as used, (select min(p.project_id::text) from jobs p where p.workspace_id = $1) as project from scenes where workspace_id = $1 limit 1',
    [person.workspaceId],
  );
  const [batched] = await engine.owner<{ batch: string }>('select batch_id as batch from jobs where workspace_id = $1 limit 1', [
    person.workspaceId,
  ]);
  const [ran] = await engine.owner<{ series: string }>('select series_id as series from series_runs where workspace_id = $1 limit 1', [
    person.workspaceId,
  ]);
  ids = {
    PROJECT: scene!.project,
    BATCH: batched!.batch,
    SERIES: ran!.series,
    USED: scene!.used,
    JOB: await one('jobs'),
    WEBHOOK: await one('webhooks'),
    WORKSPACE: person.workspaceId,
  };
});

interface Found {
  readonly edges: readonly { readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
}

/** The list, or the refusal of it. */
async function ask(name: string, args: string): Promise<Found | { readonly refused: string }> {
  const document = Object.entries(ids).reduce(
    (text, [word, id]) => text.replace(`"${word}"`, `"${id}"`),
    CONNECTIONS[name]!.replace('ARGS', args).replace('$', 'edges { cursor } pageInfo { hasNextPage endCursor } totalCount'),
  );
  const contextValue = { scope: scopeOf(engine, person.actor), instance: api.instance };
  const { data, errors } = await runOnce(execute, { schema: api.schema, document: parse(`{ ${document} }`), contextValue });
  await contextValue.scope.close();
  if (errors) return { refused: errors[0]!.message };
  return innermost(data, name.split('.')[1]!);
}

function innermost(data: unknown, field: string): Found {
  const { [field]: found, ...others } = data as Record<string, Found>;
  return found ?? innermost(Object.values(others)[0], field);
}

function argumentOf(name: string, argument: string): GraphQLArgument | undefined {
  const [type = '', field = ''] = name.split('.');
  return (api.schema.getType(type) as GraphQLObjectType).getFields()[field]!.args.find((arg) => arg.name === argument);
}

const enumValues = (type: GraphQLInputType): readonly string[] => {
  const named = getNamedType(type);
  return isEnumType(named) ? named.getValues().map((value) => value.name) : [];
};

/** A value that fits the field: all values of an enum, times long ago and in the far future. */
function sample(field: string, type: GraphQLInputType): string {
  const inner = isNonNullType(type) ? type.ofType : type;
  const values = enumValues(inner);
  if (values.length > 0) return `[${values.join(', ')}]`;
  if (isListType(inner)) return '["a"]';
  if (getNamedType(inner).name === 'JSON') return '{ a: "a" }';
  if (getNamedType(inner).name === 'ID') return `"${newId()}"`;
  if (getNamedType(inner).name === 'DateTime') return field === 'to' ? '"2100-01-01T00:00:00Z"' : '"2000-01-01T00:00:00Z"';
  if (getNamedType(inner).name === 'Boolean') return 'false';
  return '"a"';
}

describe.each(Object.keys(CONNECTIONS))('%s', (name) => {
  test('has a filter and an order, and pages both ways', () => {
    for (const argument of ['first', 'after', 'last', 'before', 'filter', 'orderBy'])
      expect(argumentOf(name, argument), argument).toBeDefined();
  });

  test('takes each field of its filter, and all together', async () => {
    const filter = getNamedType(argumentOf(name, 'filter')!.type);
    if (!isInputObjectType(filter)) throw new Error('a filter is an input');
    const fields = Object.values(filter.getFields()).map((field) => `${field.name}: ${sample(field.name, field.type)}`);
    for (const given of [...fields, fields.join(', ')]) {
      const found = await ask(name, `first: 100, filter: { ${given} }`);
      if ('refused' in found) throw new Error(`${given}: ${found.refused}`);
      expect(found.edges.length, given).toBe(Math.min(100, found.totalCount));
    }
  });

  test('a range of all time holds every row, and an empty one is refused', async () => {
    const always = await ask(name, 'filter: { from: "2000-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z" }');
    expect(always).toEqual(await ask(name, 'first: 20'));
    expect(always).toMatchObject({ totalCount: expect.any(Number) as number });
    expect(await ask(name, 'filter: { from: "2000-01-01T00:00:00Z", to: "2000-01-01T00:00:00Z" }')).toEqual({
      refused: 'Must be after `from`.',
    });
  });

  test('is walked in every order without a gap and nothing twice, and refuses the cursors of another order', async () => {
    const order = getNamedType(argumentOf(name, 'orderBy')!.type);
    if (!isInputObjectType(order)) throw new Error('an order is an input');
    const fields = enumValues(order.getFields()['field']!.type);
    for (const field of fields) {
      for (const direction of ['ASC', 'DESC']) {
        const orderBy = `orderBy: { field: ${field}, direction: ${direction} }`;
        const whole = (await ask(name, `first: 100, ${orderBy}`)) as Found;
        expect(whole.edges.length, field).toBeGreaterThanOrEqual(ROWS);
        const cursors = whole.edges.map(({ cursor }) => cursor);
        expect(new Set(cursors).size).toBe(cursors.length);
        const seen: string[] = [];
        for (let after = ''; ;) {
          const page = (await ask(name, `first: 9, ${orderBy}${after}`)) as Found;
          seen.push(...page.edges.map(({ cursor }) => cursor));
          if (!page.pageInfo.hasNextPage || seen.length > cursors.length) break;
          after = `, after: "${page.pageInfo.endCursor}"`;
        }
        expect(seen.slice(0, 100), `${field} ${direction}`).toEqual(cursors);
        for (const other of fields.filter((one) => one !== field))
          expect(await ask(name, `after: "${cursors[0]}", orderBy: { field: ${other}, direction: ASC }`)).toHaveProperty('refused');
      }
    }
  });
});

test('a list inside of a list keeps its filter and order, as when it is read alone', async () => {
  const events =
    'events(last: 3, filter: { type: [LOG, STATUS] }, orderBy: { field: SEQUENCE, direction: DESC }) { totalCount nodes { sequence } }';
  const read = async (document: string): Promise<unknown> => {
    const contextValue = { scope: scopeOf(engine, person.actor), instance: api.instance };
    const { data, errors } = await runOnce(execute, { schema: api.schema, document: parse(document), contextValue });
    await contextValue.scope.close();
    expect(errors).toBeUndefined();
    return data;
  };
  const inside = (await read(`{ workspace(id: "${person.workspaceId}") { jobs(first: 1) { nodes { id ${events} } } } }`)) as {
    workspace: { jobs: { nodes: { id: string; events: object }[] } };
  };
  const [job] = inside.workspace.jobs.nodes;
  expect(job?.events).toEqual({ totalCount: ROWS, nodes: [3, 2, 1].map((sequence) => ({ sequence })) });
  expect(await read(`{ job(id: "${job?.id}") { id ${events} } }`)).toEqual({ job });
});
