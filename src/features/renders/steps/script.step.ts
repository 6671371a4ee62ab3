import { counted } from '../../../platform/text/counted.ts';
import { newId } from '../../../kernel/id.ts';
import type { ScriptProvider } from '../../../platform/providers/script.provider.ts';
import type { StepHandler, StepRun } from '../../jobs/steps/step-handler.ts';
import type { VersionService } from '../../projects/versions/version.service.ts';
import { projectMissing } from '../project/project-failures.ts';
import { callProvider } from './step-results.ts';
import type { FilmTools } from './step-results.ts';
import { sceneSteps } from '../video-plan.ts';
import { videoInput } from '../request/video-request.ts';
import type { VideoInput } from '../request/video-request.ts';
import { filmOfDocument, freezeSpec, providersOf } from './frozen-spec.ts';
import type { WrittenFilm } from './frozen-spec.ts';

/** Freezes the film spec and adds the scenes' steps in one transaction. Scenes come from the project of the job, or are written. */
export const scriptStep =
  (tools: FilmTools, versions: VersionService): StepHandler =>
  async (run) => {
    const input = videoInput.parse(run.job.input);
    const script = await tools.providers.get('SCRIPT', providersOf(input).script);
    const { projectId, projectVersion, workspaceId } = run.job;
    // The project was purged after this render had begun.
    if (projectVersion && !projectId) throw projectMissing();
    const written =
      projectId && projectVersion
        ? await run.scope.tx(async (em) => {
            const document = await versions.ofJob(em, { projectId, projectVersion });
            return filmOfDocument(em, script, { workspaceId, document });
          })
        : await writeScenes(run, script, input);
    const spec = freezeSpec(input, written);
    return {
      message: [counted(spec.scenes.length, 'scene'), ...(written.leftOut ?? []).map((part) => `${part} left out`)].join('; '),
      spec: { value: spec, ...(input.title ? {} : { title: spec.title }) },
      addSteps: (waiting) => {
        const assemble = waiting.get('ASSEMBLE');
        if (!assemble) throw new Error('no ASSEMBLE step waits for the scenes');
        return sceneSteps(spec, assemble);
      },
    };
  };

async function writeScenes(run: StepRun, script: ScriptProvider, input: VideoInput): Promise<WrittenFilm> {
  const request = {
    prompt: input.prompt ?? undefined,
    script: input.script ?? undefined,
    title: input.title ?? undefined,
    language: input.language,
    targetDurationMs: input.durationMs ?? undefined,
  };
  const { title, scenes, leftOut = [] } = await callProvider(run, 'SCRIPT', script, (call) => script.write(request, call));
  const { motion } = input;
  return {
    title,
    leftOut,
    scenes: scenes.map(({ narration, heading }, position) => ({ id: newId(), position, narration, heading, motion })),
  };
}
