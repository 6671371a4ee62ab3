import { gql, watch, type Person, type Variables } from './client.ts';
import { readJob, type Job } from './films.ts';

/** A project with these scenes, which stand still unless they say otherwise, made in one call; returns its id. */
export async function importProject(
  person: Person,
  name: string,
  scenes: readonly Variables[],
  tracks: readonly Variables[] = [],
  project: Variables = {},
): Promise<string> {
  const named = scenes.map((scene, index) => ({ id: `scene-${index}`, motion: 'NONE', ...scene }));
  const timeline = { schema: 1, project: { name, ...project }, scenes: named, tracks };
  const { importTimeline } = await gql<{ importTimeline: { id: string } }>(
    person,
    'mutation ($input: ImportTimelineInput!) { importTimeline(input: $input) { id } }',
    { input: { workspaceId: person.workspaceId, timeline } },
  );
  return importTimeline.id;
}

/** Sends a small file; returns the id of its asset, which is still being checked. */
export async function sendFile(person: Person, fileName: string, contentType: string, bytes: Buffer): Promise<string> {
  const { createUpload } = await gql<{ createUpload: { id: string; asset: { id: string }; parts: { url: string }[] } }>(
    person,
    'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id asset { id } parts { url } } }',
    { input: { workspaceId: person.workspaceId, fileName, contentType, byteSize: bytes.length } },
  );
  const { ok, status } = await fetch(createUpload.parts[0]?.url ?? '', { method: 'PUT', body: new Uint8Array(bytes) });
  if (!ok) throw new Error(`The storage answered ${status}.`);
  await gql(person, 'mutation ($id: ID!) { completeUpload(id: $id) { id } }', { id: createUpload.id });
  return createUpload.asset.id;
}

export interface RenderedJob extends Job {
  readonly projectVersion: number;
  /** `reused of done`, by stage. */
  readonly reuse: Readonly<Record<string, string>>;
}

/** Renders the project and waits for the end of the job. */
export async function render(person: Person, projectId: string, input: Variables = {}): Promise<RenderedJob> {
  const { renderProject } = await gql<{ renderProject: { id: string; projectVersion: number } }>(
    person,
    'mutation ($input: RenderProjectInput!) { renderProject(input: $input) { id projectVersion } }',
    { input: { projectId, ...input } },
  );
  return { ...(await endOf(person, renderProject.id)), projectVersion: renderProject.projectVersion };
}

/** Waits for the end of a job of a project. */
export async function endOf(person: Person, jobId: string): Promise<Omit<RenderedJob, 'projectVersion'>> {
  await watch(person, { jobId }).ended;
  const job = await readJob(person, jobId);
  return { ...job, reuse: Object.fromEntries(job.steps.map(({ name, reused, done }) => [name, `${reused} of ${done}`])) };
}

interface EditedScene {
  readonly id: string;
  readonly version: number;
  readonly narration: string;
}

export const scenesOf = async (person: Person, projectId: string): Promise<readonly EditedScene[]> =>
  (
    await gql<{ project: { scenes: EditedScene[] } }>(person, 'query ($id: ID!) { project(id: $id) { scenes { id version narration } } }', {
      id: projectId,
    })
  ).project.scenes;

/** Changes a scene as it is now. */
export async function editScene(person: Person, projectId: string, position: number, changes: Variables): Promise<void> {
  const scene = (await scenesOf(person, projectId))[position];
  await gql(person, 'mutation ($id: ID!, $input: UpdateSceneInput!) { updateScene(id: $id, input: $input) { id } }', {
    id: scene?.id,
    input: { expectedVersion: scene?.version, ...changes },
  });
}
