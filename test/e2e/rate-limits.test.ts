import { createHash } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, gql, LOGIN, ME, register, watch, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let person: Person;

beforeAll(async () => {
  stack = await startStack({ env: { RATE_LIMIT_LOGIN: '5', RATE_LIMIT_API: '200', TRUST_PROXY: '1' } });
  person = await register(stack.url);
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

interface AuditLog {
  readonly workspace: { readonly auditEvents: { readonly nodes: readonly { action: string; address: string; userAgent: string }[] } };
}

const AUDIT_LOG = `query ($id: ID!) { workspace(id: $id) { auditEvents { nodes { action role address userAgent requestId after } } } }`;
const EXPORT = `mutation ($input: ExportAuditEventsInput!) { exportAuditEvents(input: $input) { id } }`;
const OUTPUTS = `query ($id: ID!) { job(id: $id) { outputs { kind contentType sha256 downloadUrl } } }`;

describe('signing in too often', () => {
  it('is refused at the sixth time in a minute, with the time to come back in body and header', async () => {
    const input = { email: person.email, password: 'not the password' };
    for (let time = 0; time < 5; time += 1) {
      expect((await ask(stack, LOGIN, { input })).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
    const { status, headers, errors } = await ask(stack, LOGIN, { input });
    expect(errors[0]?.extensions.code).toBe('RATE_LIMITED');
    const wait = errors[0]?.extensions.details?.['retryAfterSeconds'];
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect([status, headers.get('retry-after')]).toEqual([429, String(wait)]);
  });
});

describe('the audit log', () => {
  it('names the address that the trusted proxy names, and leaves as a file of its own', async () => {
    const script = newScript();
    const answer = await fetch(`${stack.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${person.accessToken}`,
        'x-forwarded-for': '198.51.100.1, 203.0.113.7',
        'user-agent': '=cmd()',
      },
      body: JSON.stringify({
        query: 'mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { id } }',
        variables: { input: { workspaceId: person.workspaceId, script } },
      }),
    });
    const { data } = (await answer.json()) as { data: { generateVideo: { id: string } } };
    await gql(person, 'mutation ($id: ID!) { cancelJob(id: $id) { id } }', { id: data.generateVideo.id });
    const { workspace } = await gql<AuditLog>(person, AUDIT_LOG, { id: person.workspaceId });
    expect(workspace.auditEvents.nodes.map(({ action, address }) => [action, address])).toEqual([
      ['cancelJob', '127.0.0.1'],
      ['generateVideo', '203.0.113.7'],
      ['register', '127.0.0.1'],
    ]);
    const { exportAuditEvents: job } = await gql<{ exportAuditEvents: { id: string } }>(person, EXPORT, {
      input: { workspaceId: person.workspaceId, filter: { actions: ['generateVideo'] } },
    });
    expect(await watch(person, { jobId: job.id }).ended).toBe('completed');
    type Outputs = { job: { outputs: { kind: string; contentType: string; sha256: string; downloadUrl: string }[] } };
    const { outputs } = (await gql<Outputs>(person, OUTPUTS, { id: job.id })).job;
    expect(outputs).toMatchObject([{ kind: 'DOCUMENT', contentType: 'text/csv' }]);
    const text = await (await fetch(outputs[0]!.downloadUrl)).text();
    expect(createHash('sha256').update(text).digest('hex')).toBe(outputs[0]!.sha256);
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(2);
    // A spreadsheet must not take it for a formula.
    expect(lines[1]).toContain(`203.0.113.7,'=cmd()`);
  });
});

describe('asking too often', () => {
  it('with keys that are none is refused over WebSocket as over HTTP, before anything is looked up', async () => {
    const network = { headers: { 'x-forwarded-for': '2001:db8:7::1' } };
    const neighbour = { headers: { 'x-forwarded-for': '2001:db8:7::2' } };
    const connect = (options: object): Promise<number> => {
      const socket = new WebSocket(`${stack.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', options);
      socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer rwk_none' } })));
      return new Promise((resolve) => socket.once('close', resolve));
    };
    // Not all at once, because a limited number may wait for their turn.
    const codes: number[] = [];
    for (let round = 0; round < 3; round += 1) codes.push(...(await Promise.all(Array.from({ length: 140 }, () => connect(network)))));
    expect(codes.filter((code) => code === 1013).length).toBeGreaterThanOrEqual(20);
    expect(codes.filter((code) => code === 4401).length).toBeGreaterThan(300);
    // All of a /64 is one place.
    expect(await connect(neighbour)).toBe(1013);
  });

  it('is refused over HTTP and over WebSocket, for the person alone', async () => {
    const other = await register(stack.url);
    const answers = await Promise.all(Array.from({ length: 220 }, () => ask(person, ME)));
    const refusals = answers.filter(({ status }) => status === 429);
    expect(refusals.length).toBeGreaterThanOrEqual(20);
    expect(refusals.length).toBeLessThan(60);
    expect(Number(refusals[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(other, ME)).status).toBe(200);

    const client = createClient({
      url: `${stack.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${person.accessToken}` },
      retryAttempts: 0,
    });
    const refusal = await new Promise((resolve) => {
      client.subscribe({ query: ME }, { next: resolve, error: resolve, complete: () => undefined });
    });
    await client.dispose();
    expect(refusal).toMatchObject([{ extensions: { code: 'RATE_LIMITED', details: { retryAfterSeconds: expect.any(Number) } } }]);
  });
});
