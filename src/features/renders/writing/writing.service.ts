import type { EntityManager } from '@mikro-orm/postgresql';
import { Complaints } from '../../../kernel/complaints.ts';
import { ReelwrightError, badInput } from '../../../kernel/errors.ts';
import { MODELS } from '../../../platform/catalogue/models.ts';
import type { ProviderKind } from '../../../platform/catalogue/providers.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { textFault } from '../../../platform/text/text-fault.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import type { JobService, NewJob } from '../../jobs/job/job.service.ts';
import type { ProjectService } from '../../projects/project/project.service.ts';
import type { SceneService } from '../../projects/scenes/scene.service.ts';
import { stateOf } from '../../projects/scenes/written-scenes.service.ts';
import type { LockedProject, WrittenScenes } from '../../projects/scenes/written-scenes.service.ts';
import type { VersionService } from '../../projects/versions/version.service.ts';
import { PromptTemplateEntity } from '../../templates/template.entity.ts';
import type { TemplateService } from '../../templates/template.service.ts';
import { isSpoken } from '../film/film-spec.ts';
import { requestOf } from '../project/project-request.ts';
import { generateScript, regenerateScene } from '../render.mutations.ts';
import { DURATION, providersOf } from '../request/video-request.ts';
import type { VideoRequests } from '../request/video-requests.ts';
import { MAX_TONE_LENGTH, madeParts, writingStep } from './writing-plan.ts';
import type { ScenePart, SceneTask, ScriptTask } from './writing-plan.ts';

export interface GenerateScript {
  readonly projectId: string;
  readonly durationMs?: number | null | undefined;
  readonly tone?: string | null | undefined;
  readonly replaceScenes?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface RegenerateScene {
  readonly sceneId: string;
  readonly parts: readonly ScenePart[];
  readonly idempotencyKey?: string | null | undefined;
}

/** The kinds of provider that may make each part of a scene. */
const KINDS_OF_PARTS = [
  ['NARRATION', 'SCRIPT'],
  ['VOICE', 'SPEECH'],
  ['VISUAL', 'VISUAL'],
  ['VISUAL', 'CLIP'],
] as const satisfies readonly (readonly [ScenePart, ProviderKind])[];

interface WritingParts {
  readonly jobs: JobService;
  readonly projects: ProjectService;
  readonly scenes: SceneService;
  readonly versions: VersionService;
  readonly templates: TemplateService;
  readonly requests: VideoRequests;
  readonly writtenScenes: WrittenScenes;
}

/** Jobs in which providers write scenes or make parts of them again. */
export class WritingService {
  constructor(
    private readonly parts: WritingParts,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Creates the job that writes the scenes of a project. @throws ReelwrightError BAD_USER_INPUT without words to write from, INVALID_STATE
   * when the project has scenes and the call does not allow replacing them
   */
  async generateScript(scope: Scope, input: GenerateScript): Promise<JobRow> {
    const { projectId, durationMs = null, tone = null, replaceScenes } = input;
    const { workspaceId } = await this.parts.projects.get(scope, projectId);
    const asked = { ...input, durationMs, tone, replaceScenes: replaceScenes ?? false };
    const call = await this.mutations.authorizeCall(scope, { mutation: generateScript, workspaceId, input: asked });
    checkWish({ durationMs, tone });
    return this.#create(scope, call, async (em) => {
      const locked = await this.parts.writtenScenes.lock(em, projectId);
      const { project, scenes } = locked;
      if (scenes.length > 0 && !replaceScenes)
        throw new ReelwrightError('INVALID_STATE', 'The project has scenes. Set replaceScenes to lose them and have new ones written.');
      const words = await this.#wordsOf(em, locked);
      const { name: title, language } = project;
      const { requests } = this.parts;
      const plan = () => requests.writerOf(em, workspaceId, project);
      const provider = await requests.planProbing(em, workspaceId, plan, (name) => [{ kind: 'SCRIPT', name }]);
      const task: ScriptTask = {
        task: 'SCRIPT',
        title,
        language,
        model: MODELS.fallback,
        provider,
        durationMs,
        tone,
        ...words,
        replaces: stateOf(scenes),
      };
      return { projectId, title, task, steps: [writingStep(true)] };
    });
  }

  /**
   * Creates the job that makes parts of a scene again, and makes their artifacts unused at once. @throws ReelwrightError BAD_USER_INPUT for
   * a part that no provider makes for this scene
   */
  async regenerateScene(scope: Scope, input: RegenerateScene): Promise<JobRow> {
    const { sceneId } = input;
    const parts = [...new Set(input.parts)];
    const { workspaceId, projectId } = await this.parts.scenes.get(scope, sceneId);
    const call = await this.mutations.authorizeCall(scope, { mutation: regenerateScene, workspaceId, input: { ...input, parts } });
    if (parts.length === 0) throw badInput('input.parts', 'Must name at least one part.');
    return this.#create(scope, call, async (em) => {
      const locked = await this.parts.writtenScenes.lock(em, projectId);
      assertMade(locked, sceneId, parts);
      const made = madeParts(parts);
      await this.parts.writtenScenes.renew(em, locked, { sceneId, voice: made.includes('VOICE'), visual: made.includes('VISUAL') });
      const { requests } = this.parts;
      const current = await this.parts.versions.current(em, projectId);
      const used: readonly ProviderKind[] = KINDS_OF_PARTS.filter(([part]) => parts.includes(part)).map(([, kind]) => kind);
      const request = await requests.planProbing(
        em,
        workspaceId,
        () => requestOf(em, requests, current),
        ({ input: film }) => providersOf(film).filter(({ kind }) => used.includes(kind)),
      );
      const task: SceneTask = { task: 'SCENE', ...request.input, sceneId, parts };
      return { projectId, title: locked.project.name, task, steps: [writingStep(made.length === 0)] };
    });
  }

  async #create(
    scope: Scope,
    call: Parameters<Mutations['create']>[1],
    plan: (
      em: EntityManager,
    ) => Promise<Pick<NewJob, 'title' | 'steps'> & { readonly projectId: string; readonly task: ScriptTask | SceneTask }>,
  ): Promise<JobRow> {
    const { jobs } = this.parts;
    const { workspaceId } = call;
    const id = await this.mutations.create(scope, call, async (em, jobId) => {
      const { projectId, title, task, steps } = await plan(em);
      await jobs.create(em, scope, { id: jobId, workspaceId, type: 'SCRIPT', title, input: task, steps, project: { id: projectId } });
    });
    return jobs.get(scope, id);
  }

  /**
   * The words to write from. A template gives the prompt or the script, and the project the other one; without a template the project gives
   * both.
   */
  async #wordsOf(
    em: EntityManager,
    { project }: LockedProject,
  ): Promise<{ readonly prompt: string | null; readonly script: string | null }> {
    const { workspaceId, templateId, variables } = project;
    const words = { prompt: project.brief ?? null, script: project.script ?? null };
    const template = templateId ? await em.findOne(PromptTemplateEntity, { id: templateId, workspaceId, deletedAt: null }) : null;
    if (template) {
      const complaints = new Complaints();
      const { writes, text } = this.parts.templates.fill(template, variables ?? {}, 'project.variables', complaints);
      complaints.throwIfAny();
      words[writes === 'PROMPT' ? 'prompt' : 'script'] = text;
    }
    if ([words.prompt, words.script].some((text) => text !== null && isSpoken({ narration: text }))) return words;
    throw badInput('input.projectId', 'The project has no words to write scenes from. Give it a brief, a script or a template.');
  }
}

/** Checks the requested length and tone. @throws ReelwrightError BAD_USER_INPUT */
function checkWish({ durationMs, tone }: { readonly durationMs: number | null; readonly tone: string | null }): void {
  const complaints = new Complaints();
  if (durationMs !== null && (durationMs < DURATION.shortest || durationMs > DURATION.longest))
    complaints.add('input.durationMs', `Must be ${DURATION.shortest} to ${DURATION.longest} milliseconds.`);
  const fault = tone === null ? undefined : textFault(tone, { max: MAX_TONE_LENGTH });
  if (fault !== undefined) complaints.add('input.tone', fault);
  complaints.throwIfAny();
}

/** Checks that a provider makes these parts of the scene. @throws ReelwrightError BAD_USER_INPUT */
function assertMade({ scenes }: LockedProject, sceneId: string, parts: readonly ScenePart[]): void {
  const scene = scenes.find(({ id }) => id === sceneId);
  if (parts.includes('VISUAL') && scene?.visualAssetId)
    throw badInput('input.parts', 'VISUAL: the scene shows an asset. Remove visualAssetId first.');
  if (parts.includes('VOICE') && scene?.voiceAssetId)
    throw badInput('input.parts', 'VOICE: the scene has a recording. Remove voiceAssetId first.');
  if (parts.some((part) => part !== 'VISUAL') && !isSpoken({ narration: scene?.narration ?? '' }))
    throw badInput('input.parts', 'The scene has no words to speak. Give it a narration first.');
}
