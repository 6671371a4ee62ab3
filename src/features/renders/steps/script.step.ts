import { counted } from '../../../platform/text/counted.ts';
import { newId } from '../../../kernel/id.ts';
import { usableModel } from '../../../platform/catalogue/models.ts';
import { frameSize } from '../../../platform/catalogue/shapes.ts';
import { VOICES } from '../../../platform/catalogue/voices.ts';
import type { StepHandler } from '../../jobs/steps/step-handler.ts';
import { encoderFingerprint } from '../film/encoder.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import { callProvider } from './step-results.ts';
import type { FilmTools } from './step-results.ts';
import { sceneSteps } from '../video-plan.ts';
import { videoInput } from '../request/video-request.ts';

const TRANSITION_MS = 400;

/** Writes the scenes, freezes the film spec, and adds the scenes' steps in one transaction. */
export const scriptStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const input = videoInput.parse(run.job.input);
    const { uses } = usableModel(input.model);
    const request = {
      prompt: input.prompt ?? undefined,
      script: input.script ?? undefined,
      title: input.title ?? undefined,
      language: input.language,
      targetDurationMs: input.durationMs ?? undefined,
    };
    const script = await tools.providers.get('SCRIPT', uses.script);
    const written = await callProvider(run, 'SCRIPT', script, (call) => script.write(request, call));
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
      scenes: written.scenes.map(({ narration, heading }, position) => ({
        id: newId(),
        position,
        narration,
        heading,
        motion: input.motion,
      })),
    };
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
