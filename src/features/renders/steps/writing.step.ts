import { usableModel } from '../../../platform/catalogue/models.ts';
import { counted } from '../../../platform/text/counted.ts';
import type { StepHandler, StepOutcome, StepRun } from '../../jobs/steps/step-handler.ts';
import { stateOf } from '../../projects/scenes/written-scenes.service.ts';
import type { WrittenScenes } from '../../projects/scenes/written-scenes.service.ts';
import type { FilmProjects } from '../../projects/versions/film-project.service.ts';
import type { VersionService } from '../../projects/versions/version.service.ts';
import { asFailure, projectChanged, projectMissing } from '../project/project-failures.ts';
import { partSteps, writingTask } from '../writing/writing-plan.ts';
import type { SceneTask, ScriptTask } from '../writing/writing-plan.ts';
import { filmOfDocument, freezeSpec, providersOf } from './frozen-spec.ts';
import { callProvider } from './call-provider.ts';
import type { FilmTools } from './step-results.ts';

export interface WritingTools extends FilmTools {
  readonly versions: VersionService;
  readonly writtenScenes: WrittenScenes;
  readonly filmProjects: FilmProjects;
}

/**
 * Handler of the first step of a SCRIPT job: writes the scenes of a project, or the words of one scene, and plans the steps that make parts
 * of them.
 */
export const writingStep =
  (tools: WritingTools): StepHandler =>
  async (run) => {
    const task = writingTask.parse(run.job.input);
    const projectId = run.job.projectId;
    if (!projectId) throw projectMissing();
    return task.task === 'SCRIPT' ? writeScript(run, tools, projectId, task) : remakeScene(run, tools, projectId, task);
  };

async function writeScript(
  run: StepRun,
  { providers, writtenScenes }: WritingTools,
  projectId: string,
  { title, prompt, script: words, language, model, provider, durationMs, tone, replaces }: ScriptTask,
): Promise<StepOutcome> {
  const script = await providers.get('SCRIPT', provider ?? usableModel(model).uses.script);
  const request = {
    ...{ prompt: prompt ?? undefined, script: words ?? undefined, title, language },
    ...{ targetDurationMs: durationMs ?? undefined, tone: tone ?? undefined },
  };
  const { scenes } = await callProvider(run, 'SCRIPT', script, (call) => script.write(request, call));
  return {
    message: counted(scenes.length, 'scene'),
    inTransaction: (em) =>
      asFailure(async () => {
        const locked = await writtenScenes.lock(em, projectId);
        if (stateOf(locked.scenes) !== replaces) throw projectChanged();
        const narrations = scenes.map(({ narration }) => narration);
        await writtenScenes.replace(em, locked, { narrations, createdBy: run.job.createdBy ?? null });
      }),
  };
}

async function remakeScene(
  run: StepRun,
  { providers, versions, writtenScenes }: WritingTools,
  projectId: string,
  task: SceneTask,
): Promise<StepOutcome> {
  const { sceneId, parts } = task;
  const { workspaceId } = run.job;
  const script = await providers.get('SCRIPT', providersOf(task).script);
  const { document } = await asFailure(() =>
    run.scope.tx(async (em) => {
      await writtenScenes.lock(em, projectId);
      return versions.current(em, projectId);
    }),
  );
  const scene = document.scenes.find(({ id }) => id === sceneId);
  if (!scene) throw projectChanged();
  const { brief, name: title, language } = document.project;
  const request = { narration: scene.narration, brief: brief ?? undefined, title, language };
  const { narration } = parts.includes('NARRATION')
    ? await callProvider(run, 'SCRIPT', script, (call) => script.rewrite(request, call))
    : scene;
  const scenes = document.scenes.map((one) => (one === scene ? { ...one, narration } : one));
  const film = await run.scope.tx((em) => filmOfDocument(em, script, { workspaceId, document: { ...document, scenes } }));
  const spec = freezeSpec(task, film);
  return {
    ...(parts.includes('NARRATION') && { message: narration === scene.narration ? 'The words stay as they are' : 'New words' }),
    spec: { value: spec },
    addSteps: () => partSteps(spec, task),
    inTransaction: (em) =>
      asFailure(async () => {
        if (narration === scene.narration) return;
        const locked = await writtenScenes.lock(em, projectId);
        const now = locked.scenes.find(({ id }) => id === sceneId);
        if (now?.narration !== scene.narration) throw projectChanged();
        await writtenScenes.rewrite(em, locked, sceneId, narration);
      }),
  };
}
