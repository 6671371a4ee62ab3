import { newId } from '../../kernel/id.ts';
import { renditionsOfFormat } from '../../platform/catalogue/renditions.ts';
import type { ExtraRendition } from '../../platform/catalogue/renditions.ts';
import type { StepName } from '../jobs/job/job.states.ts';
import type { StepPlan } from '../jobs/steps/step-handler.ts';
import type { FilmSpec } from './film/film-spec.ts';
import { clipScenes } from './overlays/clip-scenes.ts';

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
/** Maximum number of formats of one film. */
export const MAX_FORMATS = 4;

/**
 * A step of a stage. Within a stage the first format goes first, so that it can be streamed, and of a format the first scenes, so that the
 * first segment is made early.
 */
const stage = (name: VideoStage, position = 0, format = 0) => ({
  name,
  format,
  weight: STAGES[name].weight as number,
  urgency: ((STAGES[name].rank + 1) * MAX_FORMATS - format) * (LAST_SCENE + 1) + LAST_SCENE - Math.min(position, LAST_SCENE),
});

/** The step that ends the stream has half of its stage's share; the scenes have the other half. */
const STREAM_SHARE = STAGES.STREAM.weight / 2;

/** The share of SEGMENT in a film with these renditions. */
function segmentWeight(renditions: readonly ExtraRendition[]): number {
  const stream = renditions.includes('HLS') ? STAGES.STREAM.weight : 0;
  const files = renditions.some((kind) => kind !== 'HLS') ? STAGES.RENDITION.weight : 0;
  return STAGES.SEGMENT.weight - stream - files;
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/**
 * Steps known before the script: writing it, the end of the film in each of its formats with the renditions, which are made beside its
 * check, and the delivery of them all.
 */
export function firstSteps(renditions: readonly ExtraRendition[] = [], formats = 1): readonly StepPlan[] {
  const [script, deliver] = [newId(), newId()];
  const filesOf = upTo(formats).map((format) => renditionsOfFormat(renditions, format).filter((kind) => kind !== 'HLS'));
  const fileWeight = STAGES.RENDITION.weight / filesOf.flat().length;
  const ends = filesOf.map((files, format) => {
    const [assemble, verify] = [newId(), newId()];
    const made = [
      ...files.map((_, position) => Object.assign(stage('RENDITION', 0, format), { weight: fileWeight, position })),
      ...(format === 0 && renditions.includes('HLS') ? [Object.assign(stage('STREAM'), { weight: STREAM_SHARE })] : []),
    ].map((step): StepPlan => Object.assign(step, { id: newId(), unlocks: [deliver] }));
    const own = (name: 'ASSEMBLE' | 'VERIFY') => ({ ...stage(name, 0, format), weight: STAGES[name].weight / formats });
    const steps: readonly StepPlan[] = [
      { ...own('ASSEMBLE'), id: assemble, unlocks: [verify, ...made.map(({ id }) => id)] },
      { ...own('VERIFY'), id: verify, unlocks: [deliver] },
      ...made,
    ];
    return { assemble, steps };
  });
  return [
    { ...stage('SCRIPT'), id: script, unlocks: ends.map(({ assemble }) => assemble) },
    ...ends.flatMap(({ steps }) => steps),
    { ...stage('DELIVER'), id: deliver, unlocks: [] },
  ];
}

/**
 * A step for the voice of each scene, and for each format two more: the picture and the segment. A segment is a scene's body and the
 * transition to the next scene, so it waits for the voices of its scene and both neighbours (they decide the transitions' length) and for
 * both pictures. The frames of overlays depend on the lengths of all earlier scenes: with overlays a segment waits for their voices too. A
 * clip over the scenes is prepared with the picture of the first scene that it can be in, and its segments and all later ones wait for it.
 * In the order of scenes, so that the first segment is made early.
 *
 * `assembleIds`: the step that joins the scenes, for each format. In a film that is streamed one more step makes the scene's part of the
 * stream, in the first format. These follow each other, so that the parts that are there are always the beginning of the film; the last one
 * unlocks the step `streamId`, which ends the stream. Before them a step makes the opening and its part, which need only the first voice and
 * the first picture; the first segment waits for it, so that nothing is encoded twice.
 */
export function sceneSteps(
  { scenes, overlays, renditions = [], opening }: Pick<FilmSpec, 'scenes' | 'overlays' | 'renditions' | 'opening'>,
  assembleIds: readonly string[],
  streamId?: string,
): readonly StepPlan[] {
  const formats = assembleIds.length;
  // In the order of scenes: of equally urgent steps, the one with the lower id is dispatched first.
  const ids = scenes.map(() => ({
    ...{ voice: newId(), stream: newId() },
    formats: assembleIds.map(() => ({ visual: newId(), segment: newId() })),
  }));
  const later = (from: number): number[] => scenes.flatMap((_, place) => (place >= from ? [place] : []));
  const withClips = new Set(clipScenes(overlays ?? []));
  const openingId = streamId === undefined || opening === undefined ? undefined : newId();
  const opened = openingId === undefined ? 0 : 1;
  return scenes.flatMap(({ id: sceneId, position }, index): StepPlan[] => {
    const { voice, stream, formats: own } = ids[index] ?? missing();
    const weights: Partial<Record<VideoStage, number>> = { SEGMENT: segmentWeight(renditions), STREAM: STREAM_SHARE };
    const step = (name: VideoStage, format = 0, shares = 1) => {
      const whole = stage(name, position, format);
      const count = scenes.length + (name === 'STREAM' ? opened : 0);
      return { ...whole, weight: (weights[name] ?? whole.weight) / count / shares, sceneId, position };
    };
    const opens = index === 0 && openingId !== undefined ? [openingId] : [];
    const segments = (format: number, ...positions: readonly number[]): string[] =>
      positions.flatMap((place) => ids[place]?.formats[format]?.segment ?? []);
    const shownFor = withClips.has(index) ? later(index - 1) : [index - 1, index];
    const spokenFor = [index - 1, index, index + 1, ...(overlays ? later(index + 2) : [])];
    return [
      { ...step('VOICE'), id: voice, unlocks: [...opens, ...upTo(formats).flatMap((format) => segments(format, ...spokenFor))] },
      ...assembleIds.flatMap((assembleId, format): StepPlan[] => {
        const { visual, segment } = own[format] ?? missing();
        const streamed = format === 0 ? streamId : undefined;
        return [
          { ...step('VISUAL', format, formats), id: visual, unlocks: [...(format === 0 ? opens : []), ...segments(format, ...shownFor)] },
          { ...step('SEGMENT', format, formats), id: segment, unlocks: streamed === undefined ? [assembleId] : [assembleId, stream] },
        ];
      }),
      ...opens.map((id): StepPlan => Object.assign(step('STREAM'), { id, unlocks: [...segments(0, 0), stream] })),
      ...(streamId === undefined
        ? []
        : [{ ...step('STREAM'), position: position + opened, id: stream, unlocks: [ids[index + 1]?.stream ?? streamId] }]),
    ];
  });
}

function missing(): never {
  throw new Error('every scene has its ids');
}
