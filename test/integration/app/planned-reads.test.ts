import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/id.ts';
import { writeCursor } from '../../../src/kernel/page.ts';
import { makeSignedIn, openEngine, type Engine, type Tenant } from '../../support/engine.ts';
import { openPlanned, type PlannedApi } from '../../support/planned.ts';
import { randomOperation } from '../../support/random-operation.ts';

const JOBS = 30;
const TEXTS = ['plain', '', ' \n\t\r\b\f ', '"\\/', '\u2028\u0001\u001f', '😀 𝒳 é', '</script>', '"\\u0000"'];

let engine: Engine;
let api: PlannedApi;
let person: Tenant;
let jobs: string[];
let assets: string[];
let projects: string[];
let batches: string[];
beforeAll(async () => {
  engine = await openEngine();
  api = await openPlanned(engine);
  person = await makeSignedIn(engine);
  await fill(person);
  await fillProjects(person);
  await fillBatches(person);
  jobs = (await engine.owner<{ id: string }>('select id from jobs order by id')).map(({ id }) => id);
  batches = (await engine.owner<{ id: string }>('select id from batches order by id')).map(({ id }) => id);
  projects = (await engine.owner<{ id: string }>('select id from projects order by id')).map(({ id }) => id);
  assets = (await engine.owner<{ id: string }>('select id from assets order by id')).map(({ id }) => id);
});
afterAll(() => engine.close());

/** Jobs created by the user, a fellow member, a former member and nobody; every fifth is deleted. */
async function fill({ workspaceId, userId }: Tenant): Promise<void> {
  const [fellow, gone] = [newId(), newId()];
  for (const id of [fellow, gone])
    await engine.owner(`insert into users (id, email, email_key, name, first_name, password_hash) values ($1, $2, $2, $3, 'É', 'none')`, [
      id,
      `${id}@example.test`,
      TEXTS[5],
    ]);
  await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'VIEWER')`, [workspaceId, fellow]);
  for (let index = 0; index < JOBS; index += 1) {
    const id = newId();
    const title = TEXTS[index % TEXTS.length];
    await engine.owner(
      `insert into jobs (id, workspace_id, type, title, input, created_by, status, progress, sequence, created_at, finished_at, deleted_at)
       values ($1, $2, 'VIDEO', $3, '{}', $4, 'COMPLETED', $5, 7, now() - make_interval(secs => $6), '2026-01-02 03:04:05.006+02', $7)`,
      [
        id,
        workspaceId,
        title,
        [userId, fellow, gone, null][index % 4],
        [1, 1e-7, 0.1, 1 / 3][index % 4],
        index / 7,
        index % 5 ? null : new Date(),
      ],
    );
    await engine.owner(
      `insert into job_events (job_id, sequence, workspace_id, type, status, progress, message)
       select $1, i, $2, 'LOG', 'RUNNING', i / 3.0, $3 from generate_series(1, 7) i`,
      [id, workspaceId, title],
    );
    await engine.owner(
      `insert into assets (id, workspace_id, job_id, role, kind, status, name, file_name, content_type, byte_size, fps, width, storage_key, created_by)
       select uuidv7(), $2, $1, 'VIDEO', 'VIDEO', 'READY', $3, 'a.mp4', 'video/mp4', 9007199254740991, 29.97, null, 'key', $4 from generate_series(1, $5)`,
      [id, workspaceId, title, userId, index % 3],
    );
  }
}

/** Projects with up to six scenes in another order than that of their ids; every fourth is deleted. Jobs and assets belong to them in turn. */
async function fillProjects({ workspaceId, userId }: Tenant): Promise<void> {
  await engine.owner(
    `insert into projects (id, workspace_id, name, brief, language, aspect_ratio, created_by, deleted_at)
     select uuidv7(), $1, ($3::text[])[1 + i % 8], ($3::text[])[1 + (i + 1) % 8], 'en', 'SQUARE_1_1', $2, case i % 4 when 0 then now() end
     from generate_series(1, 9) i`,
    [workspaceId, userId, TEXTS],
  );
  await engine.owner(
    `insert into scenes (id, workspace_id, project_id, order_key, narration, focus, speed, visual_asset_id, voice_asset_id)
     select uuidv7(), p.workspace_id, p.id, 'a' || (7 * i % 5), ($2::text[])[1 + i % 8],
       case i % 2 when 0 then jsonb_build_object('x', i / 7.0, 'y', 1) end, case i % 3 when 0 then 1 / 3.0 end,
       (select id from assets a where a.workspace_id = $1 order by id offset i limit 1), null
     from (select *, row_number() over (order by id) as n from projects where workspace_id = $1) p, generate_series(0, (p.n % 5)::int) i`,
    [workspaceId, TEXTS],
  );
  for (const table of ['jobs', 'assets'])
    await engine.owner(
      `update ${table} set project_id = p.id
       from (select id, row_number() over (order by id) as n from projects where workspace_id = $1) p,
         (select id, row_number() over (order by id) as n from ${table} where workspace_id = $1) t
       where t.id = ${table}.id and p.n = 1 + t.n % 9`,
      [workspaceId],
    );
}

/** Batches with a row for each of their jobs, and one that waits. */
async function fillBatches({ workspaceId, userId }: Tenant): Promise<void> {
  await engine.owner(
    `insert into batches (id, workspace_id, name, status, source, credits_reserved, created_by, finished_at)
     select uuidv7(), $1, ($3::text[])[1 + i % 8], ($4::text[])[1 + i % 4], '{}', i, $2, case i % 2 when 0 then now() end
     from generate_series(1, 5) i`,
    [workspaceId, userId, TEXTS, ['RUNNING', 'PAUSED', 'COMPLETED', 'CANCELED']],
  );
  await engine.owner(
    `update jobs set batch_id = b.id, batch_row = t.n
     from (select id, row_number() over (order by id) as n from batches where workspace_id = $1) b,
       (select id, row_number() over (order by id) as n from jobs where workspace_id = $1) t
     where t.id = jobs.id and b.n = 1 + t.n % 5`,
    [workspaceId],
  );
  await engine.owner(
    `insert into batch_rows (batch_id, number, workspace_id, variables, credits, status, credits_charged)
     select batch_id, batch_row, workspace_id, '{}'::jsonb, 1, status, 2 from jobs where workspace_id = $1 and batch_id is not null
     union all select id, 0, workspace_id, '{}', 1, 'WAITING', 0 from batches where workspace_id = $1`,
    [workspaceId],
  );
}

const sameBothWays = async (sessionId: string, query: string, variables: Record<string, unknown> = {}): Promise<string> => {
  const [planned, plain] = [await api.withPlan(sessionId, query, variables), await api.withoutPlan(sessionId, query, variables)];
  expect(planned, query).toBe(plain);
  return plain;
};

describe('the answer of a plan', () => {
  test('is JSON where a number is none', async () => {
    const [project] = projects;
    await engine.owner(`update scenes set speed = 'NaN' where project_id = $1`, [project]);
    const query = 'query ($id: ID!) { project(id: $id) { scenes { id speed } } }';
    expect(await api.withPlan(person.actor.sessionId, query, { id: project })).toContain('"speed":"NaN"');
    await engine.owner('update scenes set speed = null where project_id = $1', [project]);
  });

  test('equals the resolvers’ answer over random selections', async () => {
    const cursors = { ids: [...jobs, ...assets, ...projects, ...batches].map(writeCursor), sequences: [0, 1, 4, 7, 99].map(writeCursor) };
    for (let seed = 1; seed <= 250; seed += 1) {
      const { query, variables } = randomOperation(api.schema, seed, { workspace: person.workspaceId, jobs, projects, batches, cursors });
      await sameBothWays(person.actor.sessionId, query, variables);
    }
    expect(api.plannedAnswers()).toBeGreaterThan(200);
  });

  test('takes one statement', async () => {
    const query = `query ($id: ID!) { workspace(id: $id) { name jobs(first: 20) { nodes { title createdBy { name } outputs { name } events(last: 2) { nodes { at } } } } } }`;
    const calls = await statementsOf(() => api.withPlan(person.actor.sessionId, query, { id: person.workspaceId }));
    expect(calls).toBe(1);
  });

  test('takes one statement for a project with its scenes and their assets', async () => {
    const query = `query ($id: ID!) { project(id: $id) { name latestVideo { name } assets(first: 3) { nodes { name } } jobs(first: 3) { nodes { status } }
      scenes { position narration focus { x y } visualAsset { name kind width } voiceAsset { durationMs } } } }`;
    for (const id of projects) {
      const calls = await statementsOf(() => api.withPlan(person.actor.sessionId, query, { id }));
      expect(calls).toBe(1);
      await sameBothWays(person.actor.sessionId, query, { id });
    }
  });

  test('is left to resolvers when a number exceeds the safe integers', async () => {
    const other = await makeSignedIn(engine);
    await fill(other);
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
