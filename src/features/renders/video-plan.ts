import { newId } from '../../kernel/id.ts';
import type { StepPlan } from '../jobs/step.work.ts';
import type { FilmSpec } from './film/film-spec.ts';

/** Shares of a film's progress, by how long the stages take; they sum to 1. */
const WEIGHTS = { SCRIPT: 0.02, VOICE: 0.14, VISUAL: 0.08, SEGMENT: 0.56, ASSEMBLE: 0.11, VERIFY: 0.06, DELIVER: 0.03 } as const;

/** What is known before there is a script: its writing, and the end of every film. */
export function firstSteps(): readonly StepPlan[] {
  const [script, assemble, verify, deliver] = [newId(), newId(), newId(), newId()];
  return [
    { id: script, name: 'SCRIPT', weight: WEIGHTS.SCRIPT, unlocks: [assemble] },
    { id: assemble, name: 'ASSEMBLE', weight: WEIGHTS.ASSEMBLE, unlocks: [verify] },
    { id: verify, name: 'VERIFY', weight: WEIGHTS.VERIFY, unlocks: [deliver] },
    { id: deliver, name: 'DELIVER', weight: WEIGHTS.DELIVER, unlocks: [] },
  ];
}

/**
 * Three steps a scene. A segment is a scene's body and the transition to the next scene, so it waits for the voices of its scene and both
 * neighbours (they decide how long the transitions are) and for both pictures. In the order of scenes, so that the first segment comes early.
 */
export function sceneSteps({ scenes }: Pick<FilmSpec, 'scenes'>, assembleId: string): readonly StepPlan[] {
  const ids = scenes.map(() => ({ voice: newId(), visual: newId(), segment: newId() }));
  const share = (weight: number): number => weight / scenes.length;
  const segments = (...positions: readonly number[]): string[] => positions.flatMap((position) => ids[position]?.segment ?? []);
  return scenes.flatMap(({ id: sceneId, position }, index): StepPlan[] => {
    const { voice, visual, segment } = ids[index] ?? missing();
    const at = { sceneId, position };
    return [
      { ...at, id: voice, name: 'VOICE', weight: share(WEIGHTS.VOICE), unlocks: segments(index - 1, index, index + 1) },
      { ...at, id: visual, name: 'VISUAL', weight: share(WEIGHTS.VISUAL), unlocks: segments(index - 1, index) },
      { ...at, id: segment, name: 'SEGMENT', weight: share(WEIGHTS.SEGMENT), unlocks: [assembleId] },
    ];
  });
}

function missing(): never {
  throw new Error('every scene has its ids');
}
