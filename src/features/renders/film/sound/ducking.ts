import type { Stretch } from '../joined/decoding.ts';
import type { SceneVoice } from '../film-spec.ts';
import { RHYTHM, SAMPLE_RATE } from '../timeline.ts';
import type { Timeline } from '../timeline.ts';

/** How music is lowered under the voice: decibels, and milliseconds before the first sound and after the last one. */
export const DUCK = { db: -10, beforeMs: 150, afterMs: 400 } as const;

/** Milliseconds in which music fades in; it fades out with the film. */
const RISE_MS = 300;

/**
 * The stretches in which somebody speaks, in milliseconds of the film. Phrases are merged if the music would only rise to fall again
 * between them. A pure function.
 */
export function speechOf(timeline: Timeline, voices: readonly Pick<SceneVoice, 'phrases'>[]): readonly Stretch[] {
  const speech: { startMs: number; endMs: number }[] = [];
  for (const [index, { voiceAt }] of timeline.scenes.entries()) {
    const beginMs = (voiceAt * 1000) / SAMPLE_RATE;
    for (const phrase of voices[index]?.phrases ?? []) {
      const [startMs, endMs] = [beginMs + phrase.startMs, beginMs + phrase.endMs];
      const last = speech.at(-1);
      if (last && startMs - last.endMs < DUCK.beforeMs + DUCK.afterMs) last.endMs = Math.max(last.endMs, endMs);
      else speech.push({ startMs, endMs });
    }
  }
  return speech;
}

/**
 * The volume of the music over the film, as a function of milliseconds that must be called with increasing values. It depends on the plan
 * only, not on the sound.
 */
export function musicEnvelope(speech: readonly Stretch[], durationMs: number): (ms: number) => number {
  let next = 0;
  return (ms) => {
    while (next < speech.length && (speech[next]?.endMs ?? 0) < ms) next += 1;
    const sinceMs = ms - (speech[next - 1]?.endMs ?? -Infinity);
    const untilMs = (speech[next]?.startMs ?? Infinity) - ms;
    const ducked = Math.max(0, 1 - sinceMs / DUCK.afterMs, untilMs <= 0 ? 1 : 1 - untilMs / DUCK.beforeMs);
    const edge = Math.max(0, Math.min(1, ms / RISE_MS, (durationMs - ms) / RHYTHM.ending));
    return edge * 10 ** ((DUCK.db * ducked) / 20);
  };
}
