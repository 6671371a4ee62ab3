import { newId } from '../../kernel/id.ts';
import type { ExtraRendition } from '../../platform/catalogue/renditions.ts';
import type { StepName } from '../jobs/job/job.states.ts';
import type { StepPlan } from '../jobs/steps/step-handler.ts';
import type { FilmSpec } from './film/film-spec.ts';

/**
 * The stages of a film, in this order. Weights are shares of its progress, by how long the stages take; with those of STREAM and RENDITION,
 * which few films have and SEGMENT makes room for, they sum to 1. Stages with a higher rank are nearer to the end of the film and are
 * dispatched first: encoding begins while later scenes are still spoken, and a stream has each scene as soon as it is encoded.
 */
const STAGES = {
  SCRIPT: { weight: 0.02, rank: 0 },
  VOICE: { weight: 0.14, rank: 0 },
  VISUAL: { weight: 0.08, rank: 0 },
  SEGMENT: { weight: 0.56, rank: 1 },
  STREAM: { weight: 0.06, rank: 2 },
  ASSEMBLE: { weight: 0.11, rank: 3 },
  VERIFY: { weight: 0.06, rank: 5 },
  RENDITION: { weight: 0.15, rank: 4 },
  DELIVER: { weight: 0.03, rank: 6 },
} as const satisfies Partial<Record<StepName, object>>;
type VideoStage = keyof typeof STAGES;
export const VIDEO_STAGES = Object.keys(STAGES) as readonly VideoStage[];

const LAST_SCENE = 999;

/** A step of a stage. Within a stage the first scenes are dispatched first, so that the first segment is made early. */
const stage = (name: VideoStage, position = 0) => ({
  name,
  weight: STAGES[name].weight as number,
  urgency: STAGES[name].rank * (LAST_SCENE + 1) + LAST_SCENE - Math.min(position, LAST_SCENE),
});

/** The step that ends the stream has half of its stage's share; the scenes have the other half. */
const STREAM_SHARE = STAGES.STREAM.weight / 2;

/** The share of SEGMENT in a film with these renditions. */
function segmentWeight(renditions: readonly ExtraRendition[]): number {
  const stream = renditions.includes('HLS') ? STAGES.STREAM.weight : 0;
  const files = renditions.some((kind) => kind !== 'HLS') ? STAGES.RENDITION.weight : 0;
  return STAGES.SEGMENT.weight - stream - files;
}

/** Steps known before the script: writing it, and the end of every film with its renditions, which are made beside its check. */
export function firstSteps(renditions: readonly ExtraRendition[] = []): readonly StepPlan[] {
  const [script, assemble, verify, deliver] = [newId(), newId(), newId(), newId()];
  const files = renditions.filter((kind) => kind !== 'HLS');
  const made = [
    ...files.map((_, position) => Object.assign(stage('RENDITION'), { weight: STAGES.RENDITION.weight / files.length, position })),
    ...(renditions.includes('HLS') ? [Object.assign(stage('STREAM'), { weight: STREAM_SHARE })] : []),
  ].map((step): StepPlan => Object.assign(step, { id: newId(), unlocks: [deliver] }));
  return [
    { ...stage('SCRIPT'), id: script, unlocks: [assemble] },
    { ...stage('ASSEMBLE'), id: assemble, unlocks: [verify, ...made.map(({ id }) => id)] },
    { ...stage('VERIFY'), id: verify, unlocks: [deliver] },
    ...made,
    { ...stage('DELIVER'), id: deliver, unlocks: [] },
  ];
}

/**
 * Three steps per scene. A segment is a scene's body and the transition to the next scene, so it waits for the voices of its scene and
 * both neighbours (they decide the transitions' length) and for both pictures. The frames of overlays depend on the lengths of all earlier
 * scenes: with overlays a segment waits for their voices too. In the order of scenes, so that the first segment is made early.
 *
 * In a film that is streamed a fourth step makes the scene's part of the stream. These follow each other, so that the parts that are there
 * are always the beginning of the film; the last one unlocks the step `streamId`, which ends the stream.
 */
export function sceneSteps(
  { scenes, overlays, renditions = [] }: Pick<FilmSpec, 'scenes' | 'overlays' | 'renditions'>,
  assembleId: string,
  streamId?: string,
): readonly StepPlan[] {
  const ids = scenes.map(() => ({ voice: newId(), visual: newId(), segment: newId(), stream: newId() }));
  const segments = (...positions: readonly number[]): string[] => positions.flatMap((position) => ids[position]?.segment ?? []);
  const later = (from: number): number[] => scenes.flatMap((_, place) => (place >= from ? [place] : []));
  return scenes.flatMap(({ id: sceneId, position }, index): StepPlan[] => {
    const { voice, visual, segment, stream } = ids[index] ?? missing();
    const weights: Partial<Record<VideoStage, number>> = { SEGMENT: segmentWeight(renditions), STREAM: STREAM_SHARE };
    const step = (name: VideoStage) => {
      const whole = stage(name, position);
      return { ...whole, weight: (weights[name] ?? whole.weight) / scenes.length, sceneId, position };
    };
    return [
      { ...step('VOICE'), id: voice, unlocks: segments(index - 1, index, index + 1, ...(overlays ? later(index + 2) : [])) },
      { ...step('VISUAL'), id: visual, unlocks: segments(index - 1, index) },
      { ...step('SEGMENT'), id: segment, unlocks: streamId === undefined ? [assembleId] : [assembleId, stream] },
      ...(streamId === undefined ? [] : [{ ...step('STREAM'), id: stream, unlocks: [ids[index + 1]?.stream ?? streamId] }]),
    ];
  });
}

function missing(): never {
  throw new Error('every scene has its ids');
}
