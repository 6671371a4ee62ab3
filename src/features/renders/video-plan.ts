import { newId } from '../../kernel/id.ts';
import type { StepName } from '../jobs/job/job.states.ts';
import type { StepPlan } from '../jobs/steps/step-handler.ts';
import type { FilmSpec } from './film/film-spec.ts';

/**
 * The stages of a film, in this order. Weights are shares of its progress, by how long the stages take; they sum to 1. Stages with a higher
 * rank are nearer to the end of the film and are dispatched first: encoding begins while later scenes are still spoken.
 */
const STAGES = {
  SCRIPT: { weight: 0.02, rank: 0 },
  VOICE: { weight: 0.14, rank: 0 },
  VISUAL: { weight: 0.08, rank: 0 },
  SEGMENT: { weight: 0.56, rank: 1 },
  ASSEMBLE: { weight: 0.11, rank: 2 },
  VERIFY: { weight: 0.06, rank: 3 },
  DELIVER: { weight: 0.03, rank: 4 },
} as const satisfies Partial<Record<StepName, object>>;
type VideoStage = keyof typeof STAGES;
export const VIDEO_STAGES = Object.keys(STAGES) as readonly VideoStage[];

const LAST_SCENE = 999;

/** A step of a stage. Within a stage the first scenes are dispatched first, so that the first segment is made early. */
const stage = (name: VideoStage, position = 0) => ({
  name,
  weight: STAGES[name].weight,
  urgency: STAGES[name].rank * (LAST_SCENE + 1) + LAST_SCENE - Math.min(position, LAST_SCENE),
});

/** Steps known before the script: writing it, and the end of every film. */
export function firstSteps(): readonly StepPlan[] {
  const [script, assemble, verify, deliver] = [newId(), newId(), newId(), newId()];
  return [
    { ...stage('SCRIPT'), id: script, unlocks: [assemble] },
    { ...stage('ASSEMBLE'), id: assemble, unlocks: [verify] },
    { ...stage('VERIFY'), id: verify, unlocks: [deliver] },
    { ...stage('DELIVER'), id: deliver, unlocks: [] },
  ];
}

/**
 * Three steps per scene. A segment is a scene's body and the transition to the next scene, so it waits for the voices of its scene and
 * both neighbours (they decide the transitions' length) and for both pictures. The frames of overlays depend on the lengths of all earlier
 * scenes: with overlays a segment waits for their voices too. In the order of scenes, so that the first segment is made early.
 */
export function sceneSteps({ scenes, overlays }: Pick<FilmSpec, 'scenes' | 'overlays'>, assembleId: string): readonly StepPlan[] {
  const ids = scenes.map(() => ({ voice: newId(), visual: newId(), segment: newId() }));
  const segments = (...positions: readonly number[]): string[] => positions.flatMap((position) => ids[position]?.segment ?? []);
  const later = (from: number): number[] => scenes.flatMap((_, place) => (place >= from ? [place] : []));
  return scenes.flatMap(({ id: sceneId, position }, index): StepPlan[] => {
    const { voice, visual, segment } = ids[index] ?? missing();
    const step = (name: VideoStage) => {
      const whole = stage(name, position);
      return { ...whole, weight: whole.weight / scenes.length, sceneId, position };
    };
    return [
      { ...step('VOICE'), id: voice, unlocks: segments(index - 1, index, index + 1, ...(overlays ? later(index + 2) : [])) },
      { ...step('VISUAL'), id: visual, unlocks: segments(index - 1, index) },
      { ...step('SEGMENT'), id: segment, unlocks: [assembleId] },
    ];
  });
}

function missing(): never {
  throw new Error('every scene has its ids');
}
