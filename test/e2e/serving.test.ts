import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ME, post, refused, register, watchWorkspace, type Person } from '../support/client.ts';
import { openOutageStack, type OutageStack } from '../support/outage-stack.ts';
import { endPrograms, type Program } from '../support/program.ts';
import { freePort } from '../support/stack.ts';

const OPERATIONS_A_MINUTE = 1_000;
/** Short, so that the test is; long enough for a busy machine to answer what is not held up. */
const TIMEOUT_SECONDS = 2;
const DRAIN_SECONDS = 3;

const WORKSPACE = 'query ($id: ID!) { workspace(id: $id) { __typename name } }';
const WORKSPACE_BY_RESOLVERS = 'query ($id: ID!) { workspace(id: $id) { name viewerRole } }';
const RENAME = 'mutation ($id: ID!, $name: String!) { updateWorkspace(id: $id, input: { name: $name }) { name } }';
const CHEAP = '{ me { id } }';
const DEAR = '{ workspaces(first: 10) { nodes { id name } } }';

interface Cost {
  readonly requested: number;
  readonly maximum: number;
  readonly budget?: { readonly limit: number; readonly remaining: number; readonly resetsInSeconds: number };
}

/** Without a worker, whose statements would wait for the locks of these tests too. */
let stack: OutageStack;
let url: string;
let person: Person;
/** As the owner of the tables. */
let database: Client;
/** As the role of the API, whose sessions only it sees in full. */
let observer: Client;

beforeAll(async () => {
  stack = await openOutageStack({ RATE_LIMIT_API: '0' });
  expect(await stack.launch('migrate').ended).toBe(0);
  // An account is made at another API: hashing its password may take longer than the short limit on a busy machine.
  const [limited, other] = await Promise.all([startApi({ OPERATION_TIMEOUT_SECONDS: String(TIMEOUT_SECONDS) }), startApi({})]);
  ({ url } = limited);
  person = { ...(await register(other.url)), url };
  await other.program.end();
  database = new Client({ connectionString: stack.env['DATABASE_OWNER_URL'] });
  observer = new Client({ connectionString: stack.env['DATABASE_URL'] });
  await Promise.all([database.connect(), observer.connect()]);
});

afterAll(async () => {
  await database?.end();
  await observer?.end();
  await endPrograms();
  await stack?.close();
});

/** An API of the installation. */
async function startApi(env: Record<string, string>): Promise<{ url: string; program: Program }> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const program = stack.launch('api', { PORT: String(port), PUBLIC_URL: address, ...env });
  await program.heard(({ msg }) => msg === 'API is ready');
  return { url: address, program };
}

const bodyOf = async (address: string, query: string, variables: object = {}): Promise<{ data?: unknown; extensions?: { cost: Cost } }> => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${person.accessToken}` };
  const response = await fetch(`${address}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return (await response.json()) as { extensions?: { cost: Cost } };
};

describe('extensions.cost', () => {
  it('has the cost of the operation, also of one that a plan answers', async () => {
    expect((await bodyOf(url, CHEAP)).extensions).toEqual({ cost: { requested: 2, maximum: 5_000 } });
    expect((await bodyOf(url, DEAR)).extensions).toEqual({ cost: { requested: 31, maximum: 5_000 } });
    const planned = [];
    for (let time = 0; time < 3; time += 1) planned.push(await bodyOf(url, WORKSPACE, { id: person.workspaceId }));
    expect(new Set(planned.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(planned[0]?.extensions).toEqual({ cost: { requested: 3, maximum: 5_000 } });
  });

  it('is missing when nothing was run', async () => {
    expect(await bodyOf(url, '{ nothing }')).not.toHaveProperty('extensions');
    expect(await bodyOf(url, WORKSPACE, {})).not.toHaveProperty('extensions');
  });

  it('has what is left of the caller’s operations, and all APIs count together', async () => {
    const env = { RATE_LIMIT_API: String(OPERATIONS_A_MINUTE) };
    const apis = [await startApi(env), await startApi(env)];
    const left = [];
    for (let time = 0; time < 120; time += 1) {
      const { extensions } = await bodyOf(apis[time % 2]!.url, WORKSPACE, { id: person.workspaceId });
      const { limit, remaining, resetsInSeconds } = extensions!.cost.budget!;
      expect(limit).toBe(OPERATIONS_A_MINUTE);
      expect(resetsInSeconds).toBeGreaterThan(0);
      expect(resetsInSeconds).toBeLessThanOrEqual(60);
      left.push(remaining);
    }
    expect(left[0]).toBe(OPERATIONS_A_MINUTE - 1);
    // Each process takes a twentieth of the limit at a time and does not know the use of the other’s share.
    const share = OPERATIONS_A_MINUTE / 20;
    expect(left.at(-1)).toBeGreaterThanOrEqual(OPERATIONS_A_MINUTE - 120 - share);
    expect(left.at(-1)).toBeLessThanOrEqual(OPERATIONS_A_MINUTE - 120 + share);
    await Promise.all(apis.map(({ program }) => program.end()));
  });

  it('comes over WebSockets too', async () => {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${person.accessToken}` },
    });
    const results = client.iterate({ query: CHEAP });
    expect((await results.next()).value).toEqual({
      data: { me: { id: person.userId } },
      extensions: { cost: { requested: 2, maximum: 5_000 } },
    });
    await client.dispose();
  });
});

/** Holds a lock that all reads and changes of workspaces wait for, while `work` runs. */
async function whileWorkspacesAreLocked<T>(work: () => Promise<T>): Promise<T> {
  await database.query('begin');
  await database.query('lock table workspaces in access exclusive mode');
  try {
    return await work();
  } finally {
    await database.query('rollback');
  }
}

const waitingStatements = async (): Promise<number> => {
  const text = `select count(*)::int as count from pg_stat_activity where wait_event_type = 'Lock' and application_name like 'reelwright%'`;
  return (await observer.query<{ count: number }>(text)).rows[0]?.count ?? 0;
};

async function untilStatementsWait(): Promise<void> {
  while ((await waitingStatements()) === 0) await pause(20);
}

describe('an operation that takes too long', () => {
  it.each<[string, string, object]>([
    ['a read that a plan answers', WORKSPACE, {}],
    ['a read by resolvers', WORKSPACE_BY_RESOLVERS, {}],
    ['a mutation', RENAME, { name: 'Too late' }],
  ])('%s is canceled in the database and answered with TIMEOUT', async (_, query, variables) => {
    const all = { id: person.workspaceId, ...variables };
    if (query === WORKSPACE) for (let time = 0; time < 2; time += 1) await bodyOf(url, query, all);
    const startedAt = performance.now();
    const { error, waiting, seconds } = await whileWorkspacesAreLocked(async () => {
      const refusal = refused(person, query, all);
      await untilStatementsWait();
      const error = await refusal;
      return { error, seconds: (performance.now() - startedAt) / 1_000, waiting: await waitingStatements() };
    });
    expect(error.extensions.code).toBe('TIMEOUT');
    expect(waiting).toBe(0);
    expect(seconds).toBeGreaterThan(TIMEOUT_SECONDS - 0.5);
    expect(seconds).toBeLessThan(TIMEOUT_SECONDS + 2);
    const { data } = await post<{ workspace: { name: string } }>(person, JSON.stringify({ query: WORKSPACE, variables: all }));
    expect(data?.workspace.name).not.toBe('Too late');
  });
});

describe('an API that receives SIGTERM', () => {
  it('is not ready at once, closes its sockets one after another, and finishes its requests', async () => {
    const { url: address, program } = await startApi({ DRAIN_SECONDS: String(DRAIN_SECONDS), OPERATION_TIMEOUT_SECONDS: '20' });
    const other = { ...person, url: address };
    const sockets = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const socket = new WebSocket(`${address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
        await once(socket, 'open');
        return socket;
      }),
    );
    for (const socket of sockets)
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${person.accessToken}` } }));
    await Promise.all(sockets.map((socket) => once(socket, 'message')));
    const followed = watchWorkspace(other, { workspaceId: person.workspaceId });
    await program.heard(({ event }) => event === 'socket_operation');
    const closed = sockets.map(async (socket) => {
      const [code] = (await once(socket, 'close')) as [number];
      return { code, at: performance.now() };
    });

    const slow = await whileWorkspacesAreLocked(async () => {
      const running = post<object>(other, JSON.stringify({ query: WORKSPACE_BY_RESOLVERS, variables: { id: person.workspaceId } }));
      await untilStatementsWait();
      const stopped = program.end();
      await program.heard(({ msg }) => msg === 'stopping');

      const ready = await fetch(`${address}/readyz`);
      expect([ready.status, await ready.json()]).toEqual([503, { status: 'stopping' }]);
      const answered = await post<object>(other, JSON.stringify({ query: ME }));
      expect([answered.status, answered.errors, answered.headers.get('connection')]).toEqual([200, [], 'close']);
      await expect(once(new WebSocket(`${address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws'), 'open')).rejects.toThrow('503');

      const ends = await Promise.all(closed);
      expect(ends.map(({ code }) => code)).toEqual([1012, 1012, 1012]);
      const times = ends.map(({ at }) => at).toSorted((one, two) => one - two);
      // Four sockets are open, so that they are closed three quarters of the time apart.
      expect(times.at(-1)! - times[0]!).toBeGreaterThan((DRAIN_SECONDS * 1_000) / 4);
      expect(await followed.ended).toEqual({ closed: 1012 });
      return { running, stopped };
    });

    const answer = await slow.running;
    expect([answer.status, answer.errors]).toEqual([200, []]);
    expect(await slow.stopped).toBe(0);
  });
});
