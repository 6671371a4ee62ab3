import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gql, LOGIN, refused, type Api, type Tokens } from '../support/client.ts';
import { endPrograms, launch } from '../support/program.ts';
import { newDataDir, startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let folder: string;

beforeAll(async () => {
  [stack, folder] = await Promise.all([startStack(), newDataDir()]);
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
  await rm(folder, { recursive: true, force: true });
});

async function seed(...args: readonly string[]): Promise<string> {
  const program = launch(['seed', '--url', stack.url, ...args], { DATA_DIR: folder });
  expect(await program.ended, program.stderr()).toBe(0);
  return program.stderr();
}

/** The account that the command keeps for the server. */
function account(): { email: string; password: string } {
  const all = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')) as Record<string, { email: string; password: string }>;
  return all[`seed ${stack.url}`]!;
}

const EXAMPLES = `{
  workspaces(first: 1) { nodes {
    id name
    presets(first: 10) { nodes { id name } }
    promptTemplates(first: 10) { nodes { id name } }
    batches(first: 10) { nodes { name status counts { total completed } } }
    projects(first: 10, orderBy: { field: CREATED_AT, direction: ASC }) { nodes { id name timeline jobs(first: 5) { nodes { id status } } } }
  } }
}`;

interface Example {
  readonly name: string;
  readonly timeline: object;
  readonly jobs: { readonly nodes: readonly { readonly status: string }[] };
}
interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly projects: { readonly nodes: readonly Example[] };
}

const workspaceOf = async (api: Api): Promise<Workspace> =>
  (await gql<{ workspaces: { nodes: [Workspace] } }>(api, EXAMPLES)).workspaces.nodes[0];

const IMPORT = 'mutation ($input: ImportTimelineInput!) { importTimeline(input: $input) { timeline } }';

it('fills a workspace with examples once, and removes it', async () => {
  expect(await seed()).toContain('Film “Why the sky is blue”');
  const { login } = await gql<{ login: Tokens }>({ url: stack.url }, LOGIN, { input: account() });
  const api = { url: stack.url, accessToken: login.accessToken };
  const first = await workspaceOf(api);
  const projects = first.projects.nodes;
  const batch = { name: 'Weather of three cities', status: 'COMPLETED', counts: { total: 3, completed: 3 } };
  expect(first).toMatchObject({ name: 'Examples', batches: { nodes: [batch] } });
  expect(projects.map(({ name, jobs }) => [name, jobs.nodes.map(({ status }) => status)])).toEqual([
    ['Why the sky is blue', ['COMPLETED']],
    ['Warum Bienen tanzen', ['COMPLETED']],
    ['为什么会有四季', []],
  ]);
  // What is there stays as it is.
  await seed();
  expect(await workspaceOf(api)).toEqual(first);
  // Each timeline survives an import and another export.
  for (const { timeline } of projects) {
    const { importTimeline } = await gql<{ importTimeline: Example }>(api, IMPORT, { input: { workspaceId: first.id, timeline } });
    expect(importTimeline.timeline).toEqual(timeline);
  }
  expect(await seed('--remove')).toContain('are deleted');
  expect(await refused(api, '{ me { id } }')).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  expect(await seed('--remove')).toContain('no examples');
});

const SHOWN = '{ showcase(first: 10) { nodes { placement title category filmUrl } } trialImages { title url } }';
interface Shown {
  readonly showcase: { readonly nodes: readonly { readonly placement: string; readonly title: string; readonly filmUrl: string }[] };
  readonly trialImages: readonly { readonly title: string; readonly url: string }[];
}

it('fills the showcase on the machine of the server once, and empties it again', async () => {
  const local = async (...args: readonly string[]): Promise<string> => {
    const program = launch(['seed', '--url', stack.url, ...args], { DATA_DIR: stack.dataDir });
    expect(await program.ended, program.stderr()).toBe(0);
    return program.stderr();
  };
  const shown = () => gql<Shown>({ url: stack.url }, SHOWN);
  expect(await local()).toContain('is the first administrator');
  const filled = await shown();
  expect(filled.showcase.nodes.map(({ placement, title }) => [placement, title])).toEqual([
    ['HERO', 'Why the sky is blue'],
    ['GALLERY', 'Why the sky is blue'],
    ['GALLERY', 'Warum Bienen tanzen'],
  ]);
  expect(filled.trialImages.map(({ title }) => title)).toEqual(['Why the sky is blue', 'Warum Bienen tanzen']);
  for (const url of [filled.showcase.nodes[0]?.filmUrl, filled.trialImages[0]?.url]) expect((await fetch(url ?? '')).status).toBe(200);
  await local();
  expect(await shown()).toEqual(filled);
  expect(await local('--remove')).toContain('are deleted');
  expect(await shown()).toEqual({ showcase: { nodes: [] }, trialImages: [] });
});
