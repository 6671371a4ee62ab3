import { getNamedType, isObjectType } from 'graphql';
import type { GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/id.ts';
import { writeCursor } from '../../../src/kernel/page.ts';
import { resolvedFields } from '../../../src/app/planned-reads.ts';
import { makeTenant, openEngine, type Engine, type Tenant } from '../../support/engine.ts';
import { openPlanned, type PlannedApi } from '../../support/planned.ts';
import { randomOperation } from '../../support/random-operation.ts';

const JOBS = 30;
const TEXTS = ['plain', '', ' \n\t\r\b\f ', '"\\/', '\u2028\u0001\u001f', '😀 𝒳 é', '</script>', '"\\u0000"'];

let engine: Engine;
let api: PlannedApi;
let person: Tenant;
let jobs: string[];
let assets: string[];
beforeAll(async () => {
  engine = await openEngine();
  api = await openPlanned(engine);
  person = await signedIn();
  await fill(person);
  jobs = (await engine.owner<{ id: string }>('select id from jobs order by id')).map(({ id }) => id);
  assets = (await engine.owner<{ id: string }>('select id from assets order by id')).map(({ id }) => id);
});
afterAll(() => engine.close());

async function signedIn(): Promise<Tenant> {
  const tenant = await makeTenant(engine);
  await engine.owner(`insert into sessions (id, user_id, expires_at) values ($1, $2, now() + interval '1 day')`, [
    tenant.actor.sessionId,
    tenant.userId,
  ]);
  return tenant;
}

/** Jobs of the person, of a fellow member, of somebody who left and of nobody; every fifth is deleted. */
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

const sameBothWays = async (sessionId: string, query: string, variables: Record<string, unknown> = {}): Promise<string> => {
  const [planned, plain] = [await api.withPlan(sessionId, query, variables), await api.withoutPlan(sessionId, query, variables)];
  expect(planned, query).toBe(plain);
  return plain;
};

describe('an answer by a plan', () => {
  test('is that of the resolvers, over random selections', async () => {
    const cursors = { ids: [...jobs, ...assets].map(writeCursor), sequences: [0, 1, 4, 7, 99].map(writeCursor) };
    for (let seed = 1; seed <= 250; seed += 1) {
      const { query, variables } = randomOperation(api.schema, seed, { workspace: person.workspaceId, jobs, cursors });
      await sameBothWays(person.actor.sessionId, query, variables);
    }
    expect(api.plannedAnswers()).toBeGreaterThan(200);
  });

  test('is one statement', async () => {
    const query = `query ($id: ID!) { workspace(id: $id) { name jobs(first: 20) { nodes { title createdBy { name } outputs { name } events(last: 2) { nodes { at } } } } } }`;
    const calls = await statementsOf(() => api.withPlan(person.actor.sessionId, query, { id: person.workspaceId }));
    expect(calls).toBe(1);
  });

  test('leaves a number that is not safe to the scalar, which refuses it', async () => {
    const other = await signedIn();
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
    ['the same field again with more', '{ jobs(first: 2) { nodes { id } } jobs(first: 2) { nodes { title } } ... on Workspace { id } }'],
    ['two pages of one list', '{ a: jobs(first: 1) { nodes { id } } b: jobs(last: 1) { nodes { id } } }'],
  ])('takes %s as an alias or a merge', async (_what, selection) => {
    await sameBothWays(person.actor.sessionId, `{ workspace(id: "${person.workspaceId}") ${selection} }`);
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

describe('who may not read', () => {
  const QUERY = 'query ($id: ID!) { workspace(id: $id) { id name jobs { nodes { id } } } }';

  test('is answered as without a plan, byte by byte', async () => {
    const stranger = await signedIn();
    for (const id of [person.workspaceId, newId(), 'no id', '', person.workspaceId.toUpperCase()])
      await sameBothWays(stranger.actor.sessionId, QUERY, { id });
    for (const id of [person.workspaceId, newId()]) await sameBothWays(newId(), QUERY, { id });
    expect(await api.withPlan(stranger.actor.sessionId, QUERY, { id: person.workspaceId })).toContain('NOT_FOUND');
    expect(await api.withPlan(newId(), QUERY, { id: person.workspaceId })).toContain('UNAUTHENTICATED');
  });

  test.each([
    [
      'whose session has ended',
      async (one: Tenant) => engine.owner('update sessions set revoked_at = now() where id = $1', [one.actor.sessionId]),
    ],
    ['who is no member any longer', async (one: Tenant) => engine.owner('delete from memberships where user_id = $1', [one.userId])],
    [
      'of a workspace that is deleted',
      async (one: Tenant) =>
        engine.owner(`update workspaces set deleted_at = now(), restorable_until = now() where id = $1`, [one.workspaceId]),
    ],
  ])('is one %s, from the next read on', async (_what, change) => {
    const one = await signedIn();
    expect(await api.withPlan(one.actor.sessionId, QUERY, { id: one.workspaceId })).toContain(one.workspaceId);
    await change(one);
    const answer = await sameBothWays(one.actor.sessionId, QUERY, { id: one.workspaceId });
    expect(answer).toContain('"workspace":null');
  });
});

describe('what has a plan', () => {
  const TYPES = ['Workspace', 'Member', 'Job', 'JobEvent', 'Asset', 'User'];
  const BELOW: Readonly<Record<string, (selection: string) => string>> = {
    Workspace: (inner) => `{ workspace(id: "${newId()}") { ${inner} } }`,
    Job: (inner) => `{ job(id: "${newId()}") { ${inner} } }`,
    Member: (inner) => BELOW['Workspace']!(`members { nodes { ${inner} } }`),
    JobEvent: (inner) => BELOW['Job']!(`events { nodes { ${inner} } }`),
    Asset: (inner) => BELOW['Job']!(`outputs { ${inner} }`),
    User: (inner) => BELOW['Job']!(`createdBy { ${inner} }`),
  };
  const typeOf = (name: string): GraphQLObjectType => api.schema.getType(name) as GraphQLObjectType;
  const asked = ({ name, type }: { name: string; type: Parameters<typeof getNamedType>[0] }): string => {
    const inner = getNamedType(type);
    if (!isObjectType(inner)) return name;
    return inner.getFields()['nodes'] ? `${name} { nodes { __typename } }` : `${name} { __typename }`;
  };
  const plannedFieldsOf = (type: string): string[] =>
    Object.values(typeOf(type).getFields())
      .filter(({ args }) => args.every(({ name }) => ['first', 'after', 'last', 'before', 'filter', 'orderBy'].includes(name)))
      .filter((field) => api.hasPlan(BELOW[type]!(asked(field))))
      .map(({ name }) => name)
      .toSorted();

  test('are these fields and no others; a new one is a decision', () => {
    expect(Object.fromEntries(TYPES.map((type) => [type, plannedFieldsOf(type).join(' ')]))).toMatchInlineSnapshot(`
      {
        "Asset": "byteSize contentType createdAt deletedAt durationMs fileName fps height id kind name rejection rejectionHint sha256 status width",
        "Job": "attempt createdAt createdBy creditsCharged creditsReserved events finishedAt id outputs priority progress startedAt status step title type",
        "JobEvent": "at message progress sceneId sequence status step type",
        "Member": "createdAt role user",
        "User": "createdAt email firstName id lastName name",
        "Workspace": "createdAt id jobs members name",
      }
    `);
  });

  test('are these connections; the others are read by resolvers', () => {
    const connections = Object.values(api.schema.getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
      .flatMap((type) => Object.values((type as GraphQLObjectType).getFields()).map((field) => ({ type: type.name, field })))
      .filter(({ field }) => getNamedType(field.type).name.endsWith('Connection'))
      .map(({ type, field }) => ({
        name: `${type}.${field.name}`,
        planned: TYPES.includes(type) && plannedFieldsOf(type).includes(field.name),
      }));
    expect(
      connections
        .filter(({ planned }) => planned)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['Job.events', 'Workspace.jobs', 'Workspace.members']);
  });

  test('no field that a method resolves is read as a column', () => {
    const included = ['Workspace.jobs', 'Workspace.members', 'Member.user', 'Job.createdBy', 'Job.outputs', 'Job.events'];
    const resolved = resolvedFields();
    const read = TYPES.flatMap((type) => plannedFieldsOf(type).map((field) => `${type}.${field}`));
    expect(read.filter((field) => resolved.has(field)).toSorted()).toEqual(included.toSorted());
  });

  test.each([
    ['a directive', '{ id @include(if: true) }'],
    ['a filter', '{ jobs(filter: { status: FAILED }) { nodes { id } } }'],
    ['an order', '{ jobs(orderBy: { field: CREATED_AT, direction: ASC }) { nodes { id } } }'],
    ['a count', '{ jobs { totalCount nodes { id } } }'],
    ['a page that is too large', '{ jobs(first: 101) { nodes { id } } }'],
    ['a cursor of another list', `{ jobs(after: "${writeCursor(3)}") { nodes { id } } }`],
  ])('not an operation with %s', async (_what, selection) => {
    const query = `{ workspace(id: "${person.workspaceId}") ${selection} }`;
    expect(api.hasPlan(query)).toBe(false);
    await sameBothWays(person.actor.sessionId, query);
  });

  test('neither mutations, nor two fields at once, nor long variables', () => {
    expect(api.hasPlan(`mutation { deleteJob(id: "${newId()}") }`)).toBe(false);
    expect(api.hasPlan(`{ a: workspace(id: "${newId()}") { id } b: workspace(id: "${newId()}") { id } }`)).toBe(false);
    const query = 'query ($id: ID!, $after: String) { workspace(id: $id) { jobs(after: $after) { nodes { id } } } }';
    expect(api.hasPlan(query, { id: newId(), after: null })).toBe(true);
    expect(api.hasPlan(query, { id: newId(), after: 'x'.repeat(2_000) })).toBe(false);
  });
});
