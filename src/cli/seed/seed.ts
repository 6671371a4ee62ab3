import { accountsFile, knownAccount, removeAccount, signIn } from '../demo/account.ts';
import { Api } from '../demo/api.ts';
import { openDisplay, type Display } from '../demo/display.ts';
import type { Document } from '../demo/documents.ts';
import { Problem } from '../demo/problem.ts';
import { environment, reach } from '../demo/server.ts';
import { watch } from '../demo/watch.ts';
import { runCommand } from '../run-command.ts';
import { PRESETS, PROJECTS, TEMPLATES, WORKSPACE_NAME } from './content.ts';
import {
  CREATE_PRESET,
  CREATE_TEMPLATE,
  IMPORT_TIMELINE,
  NAME_WORKSPACE,
  RENDER_PROJECT,
  SEEDED,
  type Seeded,
  type SeededProject,
} from './documents.ts';
import { readOptions, USAGE, type SeedOptions } from './options.ts';
import { emptyShowcase, seedShowcase } from './seed-showcase.ts';
import { seedBatches } from './seed-batches.ts';
import { withCredits } from './with-credits.ts';

/** Fills a workspace of an account of its own with examples, through the API like any client. Returns the exit code. */
export async function runSeed(argv: readonly string[]): Promise<number> {
  const display = openDisplay(process.stderr, process.env);
  const command = {
    ...{ name: 'seed', usage: USAGE, interrupted: 'Interrupted. Run the command again to complete what is missing.' },
    ...{ options: () => readOptions(argv), end: () => display.end() },
  };
  return runCommand(command, async (options, signal) => {
    await seed(options, display, signal);
    display.end();
    return 0;
  });
}

async function seed({ url, remove }: SeedOptions, display: Display, signal: AbortSignal): Promise<void> {
  const here = environment(process.env);
  display.busy('Connecting to Reelwright, or starting it');
  const server = await reach(url, here, signal);
  try {
    const api = new Api(server.url);
    const at = { dataDir: here.dataDir, isLocal: server.isLocal, purpose: 'seed' };
    if (remove) {
      await clearShowcase(api, at, display);
      display.note((await removeAccount(api, at)) ? 'The examples and their account are deleted' : 'There are no examples to delete');
      return;
    }
    const { email, workspaceId } = await signIn(api, at, false);
    await api.send(NAME_WORKSPACE, { id: workspaceId, input: { name: WORKSPACE_NAME } }, await api.token());
    await fill(api, workspaceId, display, signal);
    const { projects } = await seeded(api, workspaceId);
    await seedShowcase(api, projects.nodes, { email, isLocal: server.isLocal, display });
    display.note(`Sign in at ${server.started ? here.url : server.url} as ${email}; the password is in ${accountsFile(here.dataDir)}`);
  } finally {
    if (server.started) display.busy('Stopping Reelwright');
    await server.leave();
  }
}

/** Removes what the examples show to everybody, if their account exists. */
async function clearShowcase(api: Api, at: Parameters<typeof knownAccount>[1], display: Display): Promise<void> {
  const account = await knownAccount(api, at);
  if (!account) return;
  const { projects } = await seeded(api, account.workspaceId);
  await emptyShowcase(api, projects.nodes, { email: account.email, isLocal: at.isLocal, display });
}

/** Completes the workspace: each object is looked up by its name first. */
async function fill(api: Api, workspaceId: string, display: Display, signal: AbortSignal): Promise<void> {
  const there = await seeded(api, workspaceId);
  const create = async (found: Seeded['presets'], wanted: readonly { name: string }[], mutation: Document<unknown, { input: object }>) => {
    const names = new Set(found.nodes.map(({ name }) => name));
    for (const input of wanted) {
      signal.throwIfAborted();
      if (!names.has(input.name)) await api.send(mutation, { input: { workspaceId, ...input } }, await api.token());
    }
    display.note(`${wanted.length} ${mutation === CREATE_PRESET ? 'presets' : 'templates'}`);
  };
  await create(there.presets, PRESETS, CREATE_PRESET);
  await create(there.promptTemplates, TEMPLATES, CREATE_TEMPLATE);
  const names = new Set(there.projects.nodes.map(({ name }) => name));
  for (const { timeline } of PROJECTS) {
    signal.throwIfAborted();
    if (!names.has(timeline.project.name)) await api.send(IMPORT_TIMELINE, { input: { workspaceId, timeline } }, await api.token());
  }
  display.note(`${PROJECTS.length} projects`);
  const filled = await seeded(api, workspaceId);
  const { projects } = filled;
  for (const { timeline, isFilm } of PROJECTS) {
    const project = projects.nodes.find(({ name }) => name === timeline.project.name);
    if (isFilm && project) await film(api, project, display, signal);
  }
  await seedBatches(api, { workspaceId, there: filled, display }, signal);
}

async function seeded(api: Api, id: string): Promise<Seeded> {
  const { workspace } = await api.send(SEEDED, { id }, await api.token());
  if (!workspace)
    throw new Problem('The workspace of the examples is gone.', ['Delete its account with --remove and run the command again.']);
  return workspace;
}

/** Makes the film of a project unless it exists; a film that another run requested is followed to its end. */
async function film(api: Api, { id, name, jobs }: SeededProject, display: Display, signal: AbortSignal): Promise<void> {
  const [newest] = jobs.nodes;
  if (newest?.status !== 'COMPLETED') {
    const isOver = !newest || newest.status === 'FAILED' || newest.status === 'CANCELED';
    const job = isOver ? await render(api, id) : newest;
    const status = await watch(api, job.id, job.title, display, signal);
    if (status !== 'COMPLETED') throw new Problem(`The film “${name}” was not made.`, ['Run the command again to try it once more.']);
  }
  display.note(`Film “${name}”`);
}

async function render(api: Api, projectId: string) {
  return withCredits(async () => (await api.send(RENDER_PROJECT, { input: { projectId } }, await api.token())).renderProject);
}
