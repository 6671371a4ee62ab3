import type { FilmSpec, SceneVoice } from '../film-spec.ts';

interface Spoken {
  readonly spec: FilmSpec;
  readonly voices: readonly SceneVoice[];
}

/**
 * Tells that captions of a scene are timed by syllables and pauses, because its voice or its recording told no times; the first such scene is
 * named. No check where all times are those of the voice.
 */
export function captionTimingCheck({ spec, voices }: Spoken) {
  const first = spec.scenes.find((scene, index) => scene.recording !== undefined || voices[index]?.isEstimated === true);
  return first ? [{ name: 'captionTiming', expected: 'EXACT or ESTIMATED', measured: 'ESTIMATED', ok: true, sceneId: first.id }] : [];
}
