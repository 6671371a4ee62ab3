import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCountingPostgres, type CountingPostgres } from '../../support/counting-postgres.ts';
import { makeSignedIn, openEngine, type Engine, type Tenant } from '../../support/engine.ts';
import { fillTenant, type FilledRows } from '../../support/planned-data.ts';
import { openPlanned, type PlannedApi } from '../../support/planned.ts';

const REQUESTS = 25;

let postgres: CountingPostgres;
let engine: Engine;
let api: PlannedApi;
let person: Tenant;
let rows: FilledRows;
beforeAll(async () => {
  postgres = await startCountingPostgres();
  engine = await openEngine({ urls: postgres.urls });
  api = await openPlanned(engine);
  person = await makeSignedIn(engine);
  rows = await fillTenant(engine, person);
});
afterAll(async () => {
  await engine?.close();
  await postgres?.stop();
});

/** What PostgreSQL ran for so many requests, but for the query that keeps the LISTEN connection alive. */
const callsOf = async (query: string, ids: readonly string[]): Promise<[string, number][]> => {
  const calls = await postgres.callsDuring(async () => {
    for (let index = 0; index < REQUESTS; index += 1) {
      const answer = await api.withPlan(person.actor.sessionId, query, { id: ids[index % ids.length] });
      expect(answer).toMatch(/^\{"data":\{"\w+":\{/);
    }
  });
  return [...calls].filter(([text]) => text !== 'select $1');
};

test('PostgreSQL runs one statement a request, which opens the scope of the session', async () => {
  const query = `query ($id: ID!) { workspace(id: $id) { name members { nodes { role user { name } } } projects { nodes { name } }
    jobs(first: 20) { nodes { title createdBy { name } outputs { name } events(last: 2) { nodes { at } } project { name } batch { name }
    providerCalls { state } } } slots { nodes { title giver { name } } } } }`;
  expect(api.hasPlan(query, { id: person.workspaceId })).toBe(true);
  expect(await callsOf(query, [person.workspaceId])).toEqual([
    [expect.stringMatching(/^select case when open_read_scope.*"workspaces"/s), REQUESTS],
  ]);
});

test('PostgreSQL runs one statement a request whatever its id', async () => {
  const query = `query ($id: ID!) { project(id: $id) { name latestVideo { name } assets(first: 3) { nodes { name } } jobs(first: 3) { nodes { status } }
    scenes { position narration focus { x y } visualAsset { name kind width } voiceAsset { durationMs } } } }`;
  const calls = await callsOf(query, rows.projects);
  expect(calls.map(([, count]) => count)).toEqual([REQUESTS]);
});
