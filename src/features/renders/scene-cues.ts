import { planCues } from './film/captions.ts';
import { shownWords } from './film/film-spec.ts';
import type { Cue, FilmSpec, SceneVoice } from './film/film-spec.ts';
import { SAMPLE_RATE, leadSamples, pausesOf, sceneFrames } from './film/timeline.ts';
import type { Timeline } from './film/timeline.ts';

/**
 * Captions of one scene, in milliseconds from its first frame. Of other scenes only whether the next one has words counts, so that one
 * change redraws one scene.
 */
export function sceneCues(spec: FilmSpec, position: number, voice: SceneVoice): readonly Cue[] {
  const lead = (leadSamples(spec, position) / SAMPLE_RATE) * 1_000;
  const durationMs = (sceneFrames(spec, position, voice) / spec.fps) * 1_000;
  const own = spec.scenes[position]?.caption;
  const phrases = own === undefined ? voice.phrases : [{ text: own, startMs: 0, endMs: captionMs(spec, position, voice, durationMs) }];
  return planCues(
    phrases.map(({ text, startMs, endMs }) => ({ text, startMs: startMs + lead, endMs: endMs + lead })),
    spec,
    { durationMs, nextMs: nextCaptionMs(spec, position, durationMs) },
  );
}

/** When the captions of the next scene begin; undefined without any. */
function nextCaptionMs(spec: FilmSpec, position: number, durationMs: number): number | undefined {
  const next = spec.scenes[position + 1];
  return next && shownWords(next).trim() !== '' ? durationMs + pausesOf(spec, position + 1).leadMs : undefined;
}

/** How long a caption of the scene's own is shown: while the voice speaks, or as long as the scene without one lasts. Milliseconds. */
function captionMs(spec: FilmSpec, position: number, voice: SceneVoice, durationMs: number): number {
  const { leadMs, tailMs } = pausesOf(spec, position);
  return voice.phrases.length > 0 ? (voice.samples / SAMPLE_RATE) * 1_000 : Math.max(0, durationMs - leadMs - tailMs);
}

/** All captions of the film, in milliseconds from its start. */
export function filmCues(spec: FilmSpec, timeline: Timeline, voices: readonly SceneVoice[]): readonly Cue[] {
  return timeline.scenes.flatMap(({ firstFrame }, position) => {
    const voice = voices[position];
    const offset = (firstFrame / spec.fps) * 1_000;
    const cues = voice ? sceneCues(spec, position, voice) : [];
    return cues.map(({ lines, startMs, endMs }) => ({ lines, startMs: startMs + offset, endMs: endMs + offset }));
  });
}
