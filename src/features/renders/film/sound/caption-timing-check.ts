import type { FilmSpec, SceneVoice } from '../film-spec.ts';

interface Spoken {
  readonly spec: FilmSpec;
  readonly voices: readonly SceneVoice[];
}

/**
 * Tells that captions of a scene are timed by syllables and pauses, because its voice or its recording told no times and nobody heard them; the
 * first such scene is named. No check where all times are those of the voice.
 */
export function captionTimingCheck({ spec, voices }: Spoken) {
  const first = spec.scenes.find(({ recording }, index) => {
    const { isEstimated = recording !== undefined, isHeard = false } = voices[index] ?? {};
    return isEstimated && !isHeard;
  });
  return first ? [{ name: 'captionTiming', expected: 'EXACT or ESTIMATED', measured: 'ESTIMATED', ok: true, sceneId: first.id }] : [];
}
