import { counted } from '../../../platform/text/counted.ts';
import { newId } from '../../../kernel/id.ts';
import { usableModel } from '../../../platform/catalogue/models.ts';
import { frameSize } from '../../../platform/catalogue/shapes.ts';
import { VOICES } from '../../../platform/catalogue/voices.ts';
import type { ScriptProvider } from '../../../platform/providers/script.provider.ts';
import { assetsByIds } from '../../assets/asset.service.ts';
import type { StepHandler, StepRun } from '../../jobs/steps/step-handler.ts';
import type { RenderedVersion, VersionService } from '../../projects/versions/version.service.ts';
import { encoderFingerprint } from '../film/encoder.ts';
import type { FilmSpec, SceneSpec } from '../film/film-spec.ts';
import { TRANSITION_MS, sceneSpecsOf } from '../project/project-spec.ts';
import { callProvider } from './step-results.ts';
import type { FilmTools } from './step-results.ts';
import { sceneSteps } from '../video-plan.ts';
import { videoInput } from '../request/video-request.ts';
import type { VideoInput } from '../request/video-request.ts';

/** Freezes the film spec and adds the scenes' steps in one transaction. Scenes come from the project of the job, or are written. */
export const scriptStep =
  (tools: FilmTools, versions: VersionService): StepHandler =>
  async (run) => {
    const input = videoInput.parse(run.job.input);
    const { uses } = usableModel(input.model);
    const script = await tools.providers.get('SCRIPT', uses.script);
    const { projectId, projectVersion } = run.job;
    const written =
      projectId && projectVersion
        ? await scenesOfVersion(run, versions, script, { projectId, projectVersion })
        : await writeScenes(run, script, input);
    const spec: FilmSpec = {
      version: 1,
      title: written.title,
      language: input.language,
      voice: input.voice,
      providers: { speech: VOICES.get(input.voice).provider, visual: uses.visual },
      ...frameSize(input.resolution, input.aspectRatio),
      fps: input.fps,
      look: input.look,
      captionStyle: input.captionStyle,
      transition: { kind: input.transition, ms: TRANSITION_MS },
      seed: written.title,
      encoder: encoderFingerprint,
      scenes: [...written.scenes],
    };
    return {
      message: counted(spec.scenes.length, 'scene'),
      spec: { value: spec, ...(input.title ? {} : { title: spec.title }) },
      addSteps: (waiting) => {
        const assemble = waiting.get('ASSEMBLE');
        if (!assemble) throw new Error('no ASSEMBLE step waits for the scenes');
        return sceneSteps(spec, assemble);
      },
    };
  };

interface Written {
  readonly title: string;
  readonly scenes: readonly SceneSpec[];
}

async function writeScenes(run: StepRun, script: ScriptProvider, input: VideoInput): Promise<Written> {
  const request = {
    prompt: input.prompt ?? undefined,
    script: input.script ?? undefined,
    title: input.title ?? undefined,
    language: input.language,
    targetDurationMs: input.durationMs ?? undefined,
  };
  const { title, scenes } = await callProvider(run, 'SCRIPT', script, (call) => script.write(request, call));
  const { motion } = input;
  return { title, scenes: scenes.map(({ narration, heading }, position) => ({ id: newId(), position, narration, heading, motion })) };
}

/** The version names assets by id; their properties never change, so reading them now freezes the same film as reading them then. */
async function scenesOfVersion(run: StepRun, versions: VersionService, script: ScriptProvider, version: RenderedVersion): Promise<Written> {
  return run.scope.tx(async (em) => {
    const document = await versions.ofJob(em, version);
    const { project, scenes } = document;
    const headings = script.headings(
      scenes.map(({ narration }) => narration),
      project.language,
    );
    const pictures = await assetsByIds(
      em,
      run.job.workspaceId,
      scenes.flatMap(({ visualAssetId }) => visualAssetId ?? []),
    );
    return { title: project.name, scenes: sceneSpecsOf(document, { headings, pictures }) };
  });
}
