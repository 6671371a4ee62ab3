import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providerOpeners } from '../../../../src/app/films/film-tools.ts';
import type { GenerateVideo } from '../../../../src/features/renders/render.service.ts';
import { scriptStep } from '../../../../src/features/renders/steps/script.step.ts';
import type { WritingTools } from '../../../../src/features/renders/steps/writing.step.ts';
import type { JobRow } from '../../../../src/features/jobs/job/job.entity.ts';
import type { StepRun } from '../../../../src/features/jobs/steps/step-handler.ts';
import { PROJECT_LIMITS } from '../../../../src/features/projects/project/project-fields.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { openDrawing } from '../../../../src/platform/media/drawing/canvas-drawing.ts';
import { ProviderRegistry } from '../../../../src/platform/providers/provider-registry.ts';
import { makeTenant, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';
import { studioOf, type Studio } from '../../../support/studio.ts';

const engine = useEngine();
let tenant: Tenant;
let studio: Studio;
let folder: string;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  studio = studioOf(engine, tenant);
  folder = await mkdtemp(join(tmpdir(), 'film-projects-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SCRIPT = 'The first scene says this.\n\nThe second scene says that.';
const generate = (input: Partial<GenerateVideo> = {}, as: Studio = studio, { workspaceId } = tenant) =>
  as.as((scope) => engine.renders.generateVideo(scope, { workspaceId, script: SCRIPT, ...input }));
const projectOf = async ({ projectId }: Pick<JobRow, 'projectId'>) =>
  (await studio.as((scope) => engine.projects.get(scope, projectId ?? ''))) as unknown as Record<string, unknown>;

/** The step that writes the film is run for a job, up to its commit. Returns the version that the job got. */
async function write(job: JobRow): Promise<number | null> {
  const { versions, writtenScenes, filmProjects } = engine;
  const providers = new ProviderRegistry(providerOpeners(openDrawing()));
  const tools = { providers, versions, writtenScenes, filmProjects } as unknown as WritingTools;
  const scope = workerScope(engine, tenant);
  const run = { signal: AbortSignal.timeout(30_000), report: () => undefined, log: silentLog, workDir: folder, job, scope, step: {} };
  const { inTransaction } = await scriptStep(tools)(run as unknown as StepRun);
  await scope.tx((em) => inTransaction?.(em) ?? Promise.resolve());
  return (await studio.as((reading) => engine.jobs.get(reading, job.id))).projectVersion ?? null;
}

describe('a requested film', () => {
  it('is made with a project that has its words and options', async () => {
    const job = await generate({ look: 'quiet', aspectRatio: 'SQUARE_1_1', language: 'de', captionStyle: null });
    expect(job).toMatchObject({ projectVersion: null, projectId: expect.any(String) });
    const { workspaceId } = tenant;
    const rows = await engine.owner('select * from projects where id = $1', [job.projectId]);
    expect(rows).toMatchObject([
      { workspace_id: workspaceId, name: 'The first scene says this.', script: SCRIPT, brief: null, language: 'de' },
    ]);
    expect(rows).toMatchObject([
      { aspect_ratio: 'SQUARE_1_1', options: { look: 'quiet' }, status: 'RENDERING', created_by: tenant.userId },
    ]);
  });

  it('makes one project for one idempotency key', async () => {
    const [first, second] = [await generate({ idempotencyKey: 'same' }), await generate({ idempotencyKey: 'same' })];
    expect([second.id, second.projectId]).toEqual([first.id, first.projectId]);
    const [{ count } = { count: '' }] = await engine.owner<{ count: string }>(
      'select count(*) from projects where id = (select project_id from jobs where id = $1)',
      [first.id],
    );
    expect(count).toBe('1');
  });

  it('leaves the words of a template in the template', async () => {
    const { workspaceId } = tenant;
    const template = await studio.as((scope) =>
      engine.templates.create(scope, {
        ...{ workspaceId, name: 'Of a topic', writes: 'SCRIPT', text: 'About {{topic}}.' },
        variables: [{ name: 'topic', type: 'STRING' }],
      }),
    );
    const job = await generate({ script: null, templateId: template.id, variables: { topic: 'foxes' } });
    const [row] = await engine.owner('select * from projects where id = $1', [job.projectId]);
    expect(row).toMatchObject({ script: null, brief: null, template_id: template.id, variables: { topic: 'foxes' } });
  });

  it('accepts characters that no text of a project has', async () => {
    const job = await generate({ title: 'A\u202E title', script: 'Soft\u00ADly spoken.' });
    const [row] = await engine.owner('select name, script from projects where id = $1', [job.projectId]);
    expect(row).toEqual({ name: 'A title', script: 'Softly spoken.' });
  });

  it('is made without a project in a workspace that has no room for one', async () => {
    const full = await makeTenant(engine, 'EDITOR');
    await engine.owner(
      `insert into projects (id, workspace_id, name, language, aspect_ratio)
       select gen_random_uuid(), $1, 'One of many', 'en', 'SQUARE_1_1' from generate_series(1, $2)`,
      [full.workspaceId, PROJECT_LIMITS.projects],
    );
    expect(await generate({}, studioOf(engine, full), full)).toMatchObject({ status: 'QUEUED', projectId: null });
  });
});

describe('the scenes of a requested film', () => {
  it('come to its project with the title, as its first version', async () => {
    const job = await generate({ motion: 'KEN_BURNS', transition: 'cut' });
    expect(await write(job)).toBe(1);
    expect(await projectOf(job)).toMatchObject({ name: 'The first scene says this', latestVersion: 1 });
    expect(await studio.scenesOf(job.projectId ?? '')).toMatchObject([
      { narration: 'The first scene says this.', motion: 'KEN_BURNS', transition: 'cut', position: 0 },
      { narration: 'The second scene says that.', motion: 'KEN_BURNS', transition: 'cut', position: 1 },
    ]);
  });

  it.each([
    ['was deleted', (id: string) => studio.as((scope) => engine.projects.delete(scope, id)), ''],
    ['has scenes', (id: string) => studio.add(id, 'By hand.'), 'By hand.'],
  ])('leave a project alone that %s meanwhile', async (_, change, narrations) => {
    const job = await generate();
    await change(job.projectId ?? '');
    expect(await write(job)).toBeNull();
    expect(await studio.narrations(job.projectId ?? '')).toBe(narrations);
  });

  it('are no version of a project that was edited meanwhile, and keep its name', async () => {
    const job = await generate();
    await studio.as((scope) => engine.projects.update(scope, job.projectId ?? '', { expectedVersion: 1, name: 'Mine' }));
    expect(await write(job)).toBeNull();
    expect(await projectOf(job)).toMatchObject({ name: 'Mine', latestVersion: 0 });
    expect(await studio.narrations(job.projectId ?? '')).toContain('second scene');
  });

  it('are not kept where they are more than a project holds', async () => {
    const script = Array.from(
      { length: PROJECT_LIMITS.scenes + 1 },
      (_, index) => `This is what is said in scene ${index} of a film that is far too long for one project.`,
    ).join('\n\n');
    const job = await generate({ script });
    expect(await write(job)).toBeNull();
    expect(await studio.scenesOf(job.projectId ?? '')).toEqual([]);
  });
});

describe('options of the request', () => {
  const inputOf = async (projectId: string, presetId?: string) =>
    (await studio.as((scope) => engine.projectRenders.render(scope, { projectId, presetId }))).input;
  const preset = () =>
    studio.as((scope) => engine.presets.create(scope, { workspaceId: tenant.workspaceId, name: 'Poster', look: 'poster' }));

  it('are those of later films, of copies, and of restored versions, until the project gets another preset', async () => {
    const job = await generate({ look: 'quiet', fps: 24 });
    await write(job);
    const projectId = job.projectId ?? '';
    expect(await inputOf(projectId)).toMatchObject({ look: 'quiet', fps: 24 });
    const { id: other } = await preset();
    expect(await inputOf(projectId, other)).toMatchObject({ look: 'poster', fps: 30 });
    const { id: copy } = await studio.as((scope) => engine.projects.duplicate(scope, { projectId }));
    expect(await inputOf(copy)).toMatchObject({ look: 'quiet', fps: 24 });

    const { version } = (await projectOf(job)) as { version: number };
    await studio.as((scope) => engine.projects.update(scope, projectId, { expectedVersion: version, presetId: other }));
    expect(await inputOf(projectId)).toMatchObject({ look: 'poster', fps: 30 });
    await studio.as((scope) => engine.versions.restore(scope, projectId, 1));
    expect(await inputOf(projectId)).toMatchObject({ look: 'quiet', fps: 24 });
  });
});
