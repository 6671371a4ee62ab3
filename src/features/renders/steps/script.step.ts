import { newId } from '../../../kernel/id.ts';
import type { StepWork } from '../../jobs/step.work.ts';
import { encoderFingerprint } from '../film/encoder.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import { callOf } from '../film-work.ts';
import type { FilmTools } from '../film-work.ts';
import { sceneSteps } from '../video-plan.ts';
import { frameSize } from '../video-options.ts';
import { videoInput } from '../video-request.ts';

const TRANSITION_MS = 400;

/** Writes the scenes, freezes the film, and puts its scenes' steps into the backlog, all at once. */
export const scriptStep =
  ({ script }: FilmTools): StepWork =>
  async (run) => {
    const input = videoInput.parse(run.job.input);
    const written = await script.write(
      {
        prompt: input.prompt ?? undefined,
        script: input.script ?? undefined,
        title: input.title ?? undefined,
        language: input.language,
        targetDurationMs: undefined,
      },
      callOf(run),
    );
    const spec: FilmSpec = {
      version: 1,
      title: written.title,
      language: input.language,
      voice: input.voice,
      ...frameSize(input.resolution, input.aspectRatio),
      fps: input.fps,
      look: input.look,
      captionStyle: input.captionStyle,
      transition: { kind: input.transition, ms: TRANSITION_MS },
      seed: written.title,
      encoder: encoderFingerprint,
      scenes: written.scenes.map(({ narration, heading }, position) => ({ id: newId(), position, narration, heading, motion: 'NONE' })),
    };
    return {
      message: `${spec.scenes.length} scenes`,
      spec: { value: spec, ...(input.title ? {} : { title: spec.title }) },
      more: (waiting) => {
        const assemble = waiting.get('ASSEMBLE');
        if (!assemble) throw new Error('no ASSEMBLE step waits for the scenes');
        return sceneSteps(spec, assemble);
      },
    };
  };
