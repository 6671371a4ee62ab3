import type { Evidence, FilmCheck } from '../film-check.ts';

/**
 * Tells that captions of a scene are timed by syllables and pauses, because its voice or its recording told no times; the first such scene is
 * named. No check where all times are those of the voice.
 */
export function captionTimingCheck({ spec, voices }: Pick<Evidence, 'spec' | 'voices'>): FilmCheck[] {
  const first = spec.scenes.find((scene, index) => scene.recording !== undefined || voices[index]?.isEstimated === true);
  if (!first) return [];
  return [{ name: 'captionTiming', expected: 'EXACT or ESTIMATED', measured: 'ESTIMATED', ok: true, sceneId: first.id }];
}
