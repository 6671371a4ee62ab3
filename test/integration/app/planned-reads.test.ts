import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCursor } from '../../../src/kernel/page.ts';
import { makeSignedIn, openEngine, type Engine, type Tenant } from '../../support/engine.ts';
import { openPlanned, type PlannedApi } from '../../support/planned.ts';
import { fillJobs, fillTenant, type FilledRows } from '../../support/planned-data.ts';
import { randomOperation } from '../../support/random-operation.ts';

let engine: Engine;
let api: PlannedApi;
let person: Tenant;
let rows: FilledRows;
beforeAll(async () => {
  engine = await openEngine();
  api = await openPlanned(engine);
  person = await makeSignedIn(engine);
  rows = await fillTenant(engine, person);
});
afterAll(() => engine.close());

const sameBothWays = async (sessionId: string, query: string, variables: Record<string, unknown> = {}): Promise<string> => {
  const [planned, plain] = [await api.withPlan(sessionId, query, variables), await api.withoutPlan(sessionId, query, variables)];
  expect(planned, query).toBe(plain);
  return plain;
};

describe('the answer of a plan', () => {
  test('is JSON where a number is none', async () => {
    const [project] = rows.projects;
    await engine.owner(`update scenes set speed = 'NaN' where project_id = $1`, [project]);
    const query = 'query ($id: ID!) { project(id: $id) { scenes { id speed } } }';
    expect(await api.withPlan(person.actor.sessionId, query, { id: project })).toContain('"speed":"NaN"');
    await engine.owner('update scenes set speed = null where project_id = $1', [project]);
  });

  test('equals the resolvers’ answer over random selections', async () => {
    const { jobs, assets, projects, batches, slots } = rows;
    const known = {
      ids: { workspace: [person.workspaceId], job: jobs, project: projects, batch: batches, slot: slots },
      cursors: {
        ids: [...jobs, ...assets, ...projects, ...batches, ...slots].map(writeCursor),
        sequences: [0, 1, 4, 7, 99].map(writeCursor),
      },
    };
    for (let seed = 1; seed <= 300; seed += 1) {
      const { query, variables } = randomOperation(api.schema, seed, known);
      await sameBothWays(person.actor.sessionId, query, variables);
    }
    expect(api.plannedAnswers()).toBeGreaterThan(240);
  });

  test('takes one statement', async () => {
    const query = `query ($id: ID!) { workspace(id: $id) { name jobs(first: 20) { nodes { title createdBy { name } outputs { name } events(last: 2) { nodes { at } } } } } }`;
    const calls = await statementsOf(() => api.withPlan(person.actor.sessionId, query, { id: person.workspaceId }));
    expect(calls).toBe(1);
  });

  test('takes one statement for a project with its scenes and their assets', async () => {
    const query = `query ($id: ID!) { project(id: $id) { name latestVideo { name } assets(first: 3) { nodes { name } } jobs(first: 3) { nodes { status } }
      scenes { position narration focus { x y } visualAsset { name kind width } voiceAsset { durationMs } } } }`;
    for (const id of rows.projects) {
      const calls = await statementsOf(() => api.withPlan(person.actor.sessionId, query, { id }));
      expect(calls).toBe(1);
      await sameBothWays(person.actor.sessionId, query, { id });
    }
  });

  test('is left to resolvers when a number exceeds the safe integers', async () => {
    const other = await makeSignedIn(engine);
    await fillJobs(engine, other);
    await engine.owner('update assets set byte_size = 9007199254740992 where workspace_id = $1', [other.workspaceId]);
    const query = `{ workspace(id: "${other.workspaceId}") { jobs { nodes { outputs { byteSize } } } } }`;
    expect(api.hasPlan(query)).toBe(true);
    expect(await api.withPlan(other.actor.sessionId, query)).toMatch(/SafeInt cannot represent unsafe integer.*"workspace":null/);
  });

  test.each([
    ['a name of the row itself', '{ one: id item: name value: createdAt row: __typename }'],
    ['names that SQL has', '{ select: id from: name order: id table: name user: id null: name }'],
    ['the name of a table', '{ workspaces: id jobs(first: 1) { nodes { jobs: id users: title job_events: progress assets: status } } }'],
    ['a name as long as PostgreSQL keeps it', `{ ${'a'.repeat(63)}: id }`],
    ['longer names that begin alike', `{ ${'a'.repeat(64)}: id ${'a'.repeat(63)}b: name }`],
    [
      'more fields than a function of PostgreSQL has arguments',
      `{ ${Array.from({ length: 250 }, (_, n) => `f${n}: ${n % 2 ? 'id' : 'name'}`).join(' ')} }`,
    ],
    ['the same field again with more', '{ jobs(first: 2) { nodes { id } } jobs(first: 2) { nodes { title } } ... on Workspace { id } }'],
    ['two pages of one list', '{ a: jobs(first: 1) { nodes { id } } b: jobs(last: 1) { nodes { id } } }'],
  ])('takes %s as an alias or a merge', async (_what, selection) => {
    const query = `{ workspace(id: "${person.workspaceId}") ${selection} }`;
    expect(await sameBothWays(person.actor.sessionId, query)).toContain('"data":{"workspace":{');
  });
});

/** Statements and pipelines handed to connections. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const { Client } = await import('pg');
  const { query } = Client.prototype as { query: (...args: unknown[]) => unknown };
  let calls = 0;
  Object.assign(Client.prototype, {
    query(this: unknown, ...args: unknown[]) {
      calls += 1;
      return query.apply(this, args);
    },
  });
  try {
    await work();
    return calls;
  } finally {
    Object.assign(Client.prototype, { query });
  }
}
