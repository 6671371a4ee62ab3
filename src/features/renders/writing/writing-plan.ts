import { z } from 'zod';
import { newId } from '../../../kernel/id.ts';
import type { StepName } from '../../jobs/job/job.states.ts';
import type { StepPlan } from '../../jobs/steps/step-handler.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import { videoInput } from '../request/video-request.ts';

/** The stages of a SCRIPT job. Words are written first, because voice and picture may be made from them. */
export const WRITING_STAGES = ['SCRIPT', 'VOICE', 'VISUAL'] as const satisfies readonly StepName[];

export const SCENE_PARTS = ['NARRATION', 'VISUAL', 'VOICE'] as const;
export type ScenePart = (typeof SCENE_PARTS)[number];

/** Maximum characters of a tone. */
export const MAX_TONE_LENGTH = 200;

/** A task that writes all scenes of a project. */
const scriptTask = z.object({
  task: z.literal('SCRIPT'),
  title: z.string(),
  prompt: z.string().nullable(),
  script: z.string().nullable(),
  language: z.string(),
  model: z.string(),
  /** Name of the script provider; null in tasks from before there was a choice. */
  provider: z.string().nullable().default(null),
  durationMs: z.number().nullable(),
  tone: z.string().nullable(),
  /** State of the scenes that are replaced, at the time of the call. */
  replaces: z.string(),
});
export type ScriptTask = z.infer<typeof scriptTask>;

/** A task that makes parts of one scene again, with the options of the project's next film. */
const sceneTask = videoInput.extend({ task: z.literal('SCENE'), sceneId: z.string(), parts: z.array(z.enum(SCENE_PARTS)) });
export type SceneTask = z.infer<typeof sceneTask>;

/** `Job.input` of a SCRIPT job, as stored. */
export const writingTask = z.discriminatedUnion('task', [scriptTask, sceneTask]);

const SCRIPT_WEIGHT = 0.1;

/** The first step of every SCRIPT job. `isAll`: no other step follows. */
export const writingStep = (isAll: boolean): StepPlan => ({
  id: newId(),
  name: 'SCRIPT',
  weight: isAll ? 1 : SCRIPT_WEIGHT,
  unlocks: [],
});

/** The parts that have steps of their own, because they are made and not written. */
export const madeParts = (parts: readonly ScenePart[]): readonly ('VOICE' | 'VISUAL')[] =>
  (['VOICE', 'VISUAL'] as const).filter((part) => parts.includes(part));

/** The steps that make parts of a scene again. */
export function partSteps({ scenes }: Pick<FilmSpec, 'scenes'>, { sceneId, parts }: Pick<SceneTask, 'sceneId' | 'parts'>): StepPlan[] {
  const position = scenes.findIndex(({ id }) => id === sceneId);
  const made = madeParts(parts);
  return made.map((name) => ({ id: newId(), name, sceneId, position, weight: (1 - SCRIPT_WEIGHT) / made.length, unlocks: [] }));
}
