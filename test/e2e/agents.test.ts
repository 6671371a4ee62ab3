import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { CallToolResult } from '@modelcontextprotocol/client';
import { createCanvas } from '@napi-rs/canvas';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectChannel, publishingTo } from '../support/channels.ts';
import { gql, register, type Person } from '../support/client.ts';
import { newScript, unknownId } from '../support/factories.ts';
import { generate } from '../support/films.ts';
import { openFileServer, type FileServer } from '../support/file-server.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { openYouTube, type YouTubeStandIn } from '../support/vendors/google/youtube.ts';

const CREATE_KEY = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }';
const REVOKE_KEY = 'mutation ($id: ID!) { revokeApiKey(id: $id) }';
const TEMPLATE = 'mutation ($input: CreatePromptTemplateInput!) { createPromptTemplate(input: $input) { id } }';
const STATUS = 'query ($id: ID!) { job(id: $id) { status } }';
const PNG = createCanvas(320, 240).toBuffer('image/png');

let stack: Stack;
let google: YouTubeStandIn;
let person: Person;
let stranger: Person;
let editor: Client;
let viewer: Client;
let editorKey: string;
const open: Client[] = [];
const servers: FileServer[] = [];

beforeAll(async () => {
  google = await openYouTube({ uploadStatus: 'processed' });
  stack = await startStack({ env: { IMPORT_ALLOW_CIDRS: '127.0.0.1/32', ...publishingTo(google) } });
  [person, stranger] = await Promise.all([register(stack.url), register(stack.url)]);
  editorKey = (await createKey(person, 'EDITOR')).secret;
  [editor, viewer] = await Promise.all([connect(editorKey), connect((await createKey(person, 'VIEWER')).secret)]);
});
afterAll(async () => {
  await Promise.all(open.map((client) => client.close()));
  await stack?.stop();
  await Promise.all([google?.close(), ...servers.map((server) => server.close())]);
  await endPrograms();
});

async function createKey(owner: Person, role: string): Promise<{ secret: string; id: string }> {
  const input = { workspaceId: owner.workspaceId, name: 'Agent', role, expiresAt: new Date(Date.now() + 86_400_000).toISOString() };
  const { createApiKey } = await gql<{ createApiKey: { secret: string; apiKey: { id: string } } }>(owner, CREATE_KEY, { input });
  return { secret: createApiKey.secret, id: createApiKey.apiKey.id };
}

/** The official client, in the era of the protocol that it negotiates or is asked for. */
const connect = (key: string, mode: 'auto' | 'legacy' = 'auto'): Promise<Client> =>
  connectTo(`${stack.url}/mcp`, { authorization: `Bearer ${key}` }, mode);

async function connectTo(url: string, headers: Record<string, string>, mode: 'auto' | 'legacy' = 'auto'): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  open.push(client);
  return client;
}

const call = (client: Client, name: string, given: Record<string, unknown>): Promise<CallToolResult> =>
  client.callTool({ name, arguments: given }, { timeout: 60_000 });

/** The structured result of a tool that must not fail. */
async function data<Data>(client: Client, name: string, given: Record<string, unknown> = {}): Promise<Data> {
  const { isError, structuredContent, content } = await call(client, name, given);
  expect(isError, JSON.stringify(content)).not.toBe(true);
  return structuredContent as Data;
}

/** The error of a tool that must fail. */
async function refusal(client: Client, name: string, given: Record<string, unknown>): Promise<{ code: string; message: string }> {
  const { isError, content } = await call(client, name, given);
  expect(isError, JSON.stringify(content)).toBe(true);
  const [first] = content;
  return JSON.parse(first?.type === 'text' ? first.text : '') as { code: string; message: string };
}

interface WatchedJob {
  readonly job: {
    readonly status: string;
    readonly project: { readonly id: string } | null;
    readonly outputs: readonly { readonly id: string }[];
  };
}

/** Calls `get_job` as an agent does, until the job has ended. */
async function ended(client: Client, id: string, onprogress?: (progress: { progress: number }) => void): Promise<CallToolResult> {
  for (;;) {
    const answer = await client.callTool(
      { name: 'get_job', arguments: { id } },
      { timeout: 60_000, ...(onprogress ? { onprogress } : {}) },
    );
    expect(answer.isError, JSON.stringify(answer.content)).not.toBe(true);
    if (!['QUEUED', 'RUNNING'].includes((answer.structuredContent as WatchedJob).job.status)) return answer;
  }
}

const film = (key: string, script = newScript(2)) => ({ idempotencyKey: key, script, title: 'By an agent', resolution: 'P360' });
const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${stack.url}/mcp`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream', authorization: `Bearer ${editorKey}` },
      ...headers,
    },
    body,
  });
const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });

describe('an agent with the key of an editor', () => {
  it('finds the tools with the hints that its user decides by', async () => {
    const { tools } = await editor.listTools();
    expect(tools).toHaveLength(14);
    for (const { name, annotations, description, inputSchema, outputSchema } of tools) {
      expect(Object.keys(annotations ?? {}), name).toEqual(
        expect.arrayContaining(['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint']),
      );
      expect(description, name).toMatch(/\.$/);
      expect([inputSchema.type, outputSchema?.['type']], name).toEqual(['object', 'object']);
    }
  });

  it('makes a film, hears of its progress, and gets links that work', async () => {
    const workspace = await data<{ workspace: { id: string; viewerRole: string }; looks: readonly object[] }>(editor, 'get_workspace');
    expect(workspace.workspace).toMatchObject({ id: person.workspaceId, viewerRole: 'EDITOR' });
    const estimate = await data<{ estimateVideo: { credits: number } }>(editor, 'estimate_film', { script: 'One sentence.' });
    expect(estimate.estimateVideo.credits).toBeGreaterThan(0);

    const given = film('film-1');
    const { generateVideo: made } = await data<{ generateVideo: { id: string } }>(editor, 'make_film', given);
    const again = await data<{ generateVideo: { id: string } }>(editor, 'make_film', given);
    expect(again.generateVideo.id).toBe(made.id);

    const progress: number[] = [];
    const answer = await ended(editor, made.id, (one) => progress.push(one.progress));
    expect(answer.structuredContent).toMatchObject({ job: { status: 'COMPLETED', video: { status: 'READY' } } });
    expect(progress.length).toBeGreaterThan(1);
    expect(progress.at(-1)).toBe(1);
    const link = answer.content.find((one) => one.type === 'resource_link' && one.mimeType === 'video/mp4');
    expect(link).toBeDefined();
    const file = await fetch(link && 'uri' in link ? link.uri : '');
    expect(file.status).toBe(200);
    expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(10_000);

    const { workspace: listed } = await data<{ workspace: { jobs: { nodes: readonly { id: string }[] } } }>(editor, 'list_jobs', {
      type: ['VIDEO'],
    });
    expect(listed.jobs.nodes.map(({ id }) => id)).toContain(made.id);
  });

  it('edits a scene without touching the fields that it omits, and renders the project', async () => {
    const { generateVideo } = await data<{ generateVideo: { id: string } }>(editor, 'make_film', film('film-2'));
    const { job } = (await ended(editor, generateVideo.id)).structuredContent as WatchedJob;
    const projectId = job.project?.id ?? '';
    type Scene = { id: string; version: number; narration: string; motion: string };
    const scenes = async (): Promise<readonly Scene[]> =>
      (await data<{ project: { scenes: readonly Scene[] } }>(editor, 'get_project', { id: projectId })).project.scenes;
    const [before] = await scenes();
    // Three times, because an operation is compiled at its second use.
    for (const [index, change] of [{ caption: 'Kept.' }, { narration: 'Two.' }, { narration: 'Three.' }].entries()) {
      await data(editor, 'edit_scene', { id: before?.id, expectedVersion: (before?.version ?? 0) + index, ...change });
    }
    expect(await refusal(editor, 'edit_scene', { id: before?.id, expectedVersion: before?.version, narration: 'Late.' })).toMatchObject({
      code: 'CONFLICT',
    });
    const [after] = await scenes();
    expect(after).toEqual({ ...before, caption: 'Kept.', narration: 'Three.', version: (before?.version ?? 0) + 3 });

    const { renderProject } = await data<{ renderProject: { id: string } }>(editor, 'render_project', { projectId, idempotencyKey: 'r-1' });
    expect((await ended(editor, renderProject.id)).structuredContent).toMatchObject({ job: { status: 'COMPLETED' } });
  });

  it('imports a picture from a URL', async () => {
    const server = await openFileServer();
    servers.push(server);
    server.serve('/dot.png', PNG, 'image/png');
    const { importAsset } = await data<{ importAsset: { id: string } }>(editor, 'import_file', {
      ...{ idempotencyKey: 'i-1', url: server.url('/dot.png') },
    });
    const answer = (await ended(editor, importAsset.id)).structuredContent as WatchedJob;
    expect(answer.job).toMatchObject({ status: 'COMPLETED', outputs: [{ status: 'READY' }] });
    expect(server.asked).toContain('/dot.png');
  });

  it('makes a batch from a template, after a check that names what is wrong', async () => {
    const input = { workspaceId: person.workspaceId, name: 'Offer', text: 'The {{product}} costs little.', writes: 'SCRIPT' };
    const { createPromptTemplate: template } = await gql<{ createPromptTemplate: { id: string } }>(person, TEMPLATE, {
      input: { ...input, variables: [{ name: 'product', type: 'STRING', required: true }] },
    });
    const batch = { name: 'Offers', templateId: template.id };
    const check = await data<{ checkBatch: { ok: boolean; problems: readonly { row: number }[] } }>(editor, 'check_batch', {
      ...{ ...batch, items: [{ product: 'lamp' }, {}] },
    });
    expect(check.checkBatch.ok).toBe(false);
    const { createBatch } = await data<{ createBatch: { id: string } }>(editor, 'create_batch', {
      ...{ ...batch, items: [{ product: 'lamp' }], idempotencyKey: 'b-1' },
    });
    const { batch: read } = await data<{ batch: { counts: { total: number } } }>(editor, 'get_batch', { id: createBatch.id });
    expect(read.counts.total).toBe(1);
  });

  it('publishes a film that it finds, and learns its address, its privacy and why it was not published', async () => {
    await connectChannel(person, google, { channelId: 'UC-agent', title: 'Of the agent' });
    const { workspace } = await data<{ workspace: { channels: readonly { id: string; name: string }[] } }>(editor, 'get_workspace');
    expect(workspace.channels).toMatchObject([{ name: 'Of the agent', status: 'CONNECTED' }]);
    const made = await data<{ generateVideo: { id: string } }>(editor, 'make_film', film('film-9', newScript(1)));
    const { job } = (await ended(editor, made.generateVideo.id)).structuredContent as { job: { video: { id: string } } };
    const given = { channelId: workspace.channels[0]?.id, assetId: job.video.id, title: 'By an agent', madeForKids: false };
    type Publication = { publishVideo: { id: string; publication: { status: string } } };
    const publish = async (idempotencyKey: string) => {
      const { publishVideo } = await data<Publication>(editor, 'publish_film', { ...given, privacy: 'UNLISTED', idempotencyKey });
      return { id: publishVideo.id, ...((await ended(editor, publishVideo.id)).structuredContent as object) };
    };

    const published = await publish('p-1');
    const [video] = google.videos;
    expect(published).toMatchObject({
      job: {
        ...{ type: 'PUBLISH', status: 'COMPLETED' },
        publication: { status: 'PUBLISHED', url: `https://www.youtube.com/watch?v=${video?.id}`, privacy: 'UNLISTED', warnings: [] },
      },
    });
    expect(video).toMatchObject({ title: 'By an agent', privacyStatus: 'unlisted', madeForKids: false });
    expect(await publish('p-1')).toEqual(published);
    expect(await refusal(viewer, 'publish_film', { ...given, privacy: 'PUBLIC', idempotencyKey: 'p-2' })).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(google.uploads()).toBe(1);

    google.endAudit();
    expect(await publish('p-3')).toMatchObject({
      job: { publication: { status: 'PUBLISHED', privacy: 'PRIVATE', warnings: ['PRIVACY_DIFFERS'] } },
    });
    google.withdraw();
    expect(await publish('p-4')).toMatchObject({
      job: { status: 'FAILED', failure: { code: 'RECONNECT_NEEDED' }, publication: { status: 'FAILED', url: null } },
    });
  });

  it('can speak the protocol of 2025', async () => {
    const legacy = await connect(editorKey, 'legacy');
    expect((await legacy.listTools()).tools).toHaveLength(14);
    expect(await data(legacy, 'get_workspace')).toMatchObject({ workspace: { id: person.workspaceId } });
  });

  it('connects with each configuration that `npm run mcp` prints', async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'mcp', '--', '--url', stack.url, '--key', editorKey]);
    const [, url, authorization] =
      /^ {2}claude mcp add --transport http reelwright (\S+) --header "Authorization: (.+)"$/m.exec(stdout) ?? [];
    expect(stdout).toContain(`  url = "${stack.url}/mcp"\n  bearer_token_env_var = "REELWRIGHT_KEY"\n`);
    interface Server {
      readonly url?: string;
      readonly httpUrl?: string;
      readonly headers: Record<string, string>;
    }
    const files = [...stdout.matchAll(/^\{\n[^]*?^\}$/gm)].map(([text]) => JSON.parse(text) as Record<string, { reelwright: Server }>);
    const servers = files.flatMap((file) => Object.values(file).map(({ reelwright }) => reelwright));
    expect(servers).toHaveLength(3);
    for (const { url: address, httpUrl, headers } of [
      ...servers,
      { url: url ?? '', headers: { authorization: authorization ?? '' } },
    ] as Server[]) {
      const client = await connectTo(address ?? httpUrl ?? '', headers);
      expect(await data(client, 'get_workspace')).toMatchObject({ workspace: { id: person.workspaceId } });
    }
  });

  it('leaves a call in the middle, and the job continues', async () => {
    const { generateVideo } = await data<{ generateVideo: { id: string } }>(editor, 'make_film', film('film-3', newScript(3)));
    const leaving = new AbortController();
    const left = editor.callTool(
      { name: 'get_job', arguments: { id: generateVideo.id } },
      { signal: leaving.signal, timeout: 60_000, onprogress: () => leaving.abort() },
    );
    await expect(left).rejects.toThrow();
    expect((await gql<{ job: { status: string } }>(person, STATUS, { id: generateVideo.id })).job.status).toMatch(/QUEUED|RUNNING/);
    expect((await ended(editor, generateVideo.id)).structuredContent).toMatchObject({ job: { status: 'COMPLETED' } });
  });

  it('cancels a job', async () => {
    const { generateVideo } = await data<{ generateVideo: { id: string } }>(editor, 'make_film', film('film-4', newScript(4)));
    expect(await data(editor, 'cancel_job', { id: generateVideo.id })).toMatchObject({ cancelJob: { status: 'CANCELED' } });
  });

  it('learns which argument is wrong', async () => {
    const unknown = await call(editor, 'make_film', { ...film('film-5'), scrpt: 'x' });
    expect(unknown.isError).toBe(true);
    expect(JSON.stringify(unknown.content)).toContain('make_film');
    const empty = await refusal(editor, 'make_film', { idempotencyKey: 'film-6' });
    expect(empty).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('who may not', () => {
  it('a key of a viewer reads, and makes no film', async () => {
    expect(await data(viewer, 'get_workspace')).toMatchObject({ workspace: { viewerRole: 'VIEWER' } });
    expect(await refusal(viewer, 'make_film', film('film-7'))).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('nobody reads what another workspace has, or learns that it exists', async () => {
    const id = await generate(stranger, { script: newScript(1) });
    const { code, message } = await refusal(editor, 'get_job', { id });
    expect({ code, message }).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(editor, 'get_job', { id: unknownId() })).toMatchObject({ code, message });
    expect(await refusal(editor, 'cancel_job', { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await gql<{ job: { status: string } }>(stranger, STATUS, { id })).job.status).not.toBe('CANCELED');
  });

  it.each([
    ['no key', {}],
    ['a wrong key', { authorization: 'Bearer rwk_wrong' }],
  ])('%s is answered 401, without pointing to an authorization server', async (_, headers) => {
    const response = await fetch(`${stack.url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: LIST,
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { data: { code: 'UNAUTHENTICATED' } } });
    await expect(connect('rwk_wrong')).rejects.toThrow();
  });

  it('a session of a person is no key', async () => {
    expect((await post(LIST, { authorization: `Bearer ${person.accessToken}` })).status).toBe(401);
  });

  it('a revoked key ends a call that waits', async () => {
    const { secret, id } = await createKey(person, 'EDITOR');
    const client = await connect(secret);
    const { generateVideo } = await data<{ generateVideo: { id: string } }>(client, 'make_film', film('film-8', newScript(4)));
    const { promise: seen, resolve } = Promise.withResolvers<void>();
    const waiting = client.callTool(
      { name: 'get_job', arguments: { id: generateVideo.id } },
      { timeout: 60_000, onprogress: () => resolve() },
    );
    await seen;
    await gql(person, REVOKE_KEY, { id });
    const { isError, content } = await waiting;
    expect(isError, JSON.stringify(content)).toBe(true);
    expect(JSON.stringify(content)).toContain('UNAUTHENTICATED');
  });

  it('a page of another origin is answered 403, with a valid key too', async () => {
    const response = await post(LIST, { origin: 'https://evil.example' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { data: { code: 'FORBIDDEN' } } });
    expect((await post(LIST, { origin: stack.url })).status).toBe(200);
  });
});

describe('the limits of requests', () => {
  it('hold: one message per request, 1 MiB, POST only, no streams to hold open', async () => {
    expect((await post(`[${LIST},${LIST}]`)).status).toBe(400);
    expect((await post('{')).status).toBe(400);
    expect((await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x', params: { text: 'x'.repeat(1024 ** 2) } }))).status).toBe(413);
    const get = await fetch(`${stack.url}/mcp`, { headers: { authorization: `Bearer ${editorKey}`, accept: 'text/event-stream' } });
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it('are those of the API for each key', async () => {
    const limited = await startStack({ env: { RATE_LIMIT_API: '5' } });
    try {
      const { secret } = await createKey(await register(limited.url), 'EDITOR');
      const statuses: number[] = [];
      for (let sent = 0; sent < 8; sent += 1) {
        const response = await fetch(`${limited.url}/mcp`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', authorization: `Bearer ${secret}` },
          body: LIST,
        });
        statuses.push(response.status);
        await response.arrayBuffer();
        if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      expect(statuses[0]).toBe(200);
      expect(statuses).toContain(429);
    } finally {
      await limited.stop();
    }
  });
});

it('nothing of all this was an unexpected error', () => {
  const messages = stack.program.log().map(({ msg }) => msg);
  expect(messages).toContain('request');
  expect(messages.filter((msg) => msg === 'unexpected error' || msg === 'request could not be answered')).toEqual([]);
});
