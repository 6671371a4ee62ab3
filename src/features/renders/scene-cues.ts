import { planCues } from './film/captions.ts';
import type { Cue, FilmSpec, SceneVoice } from './film/film-spec.ts';
import { SAMPLE_RATE, leadSamples, sceneFrames } from './film/timeline.ts';
import type { Timeline } from './film/timeline.ts';

/** Captions of one scene, in milliseconds from its first frame. Independent of other scenes, so that one change redraws one scene. */
export function sceneCues(spec: FilmSpec, position: number, voice: SceneVoice): readonly Cue[] {
  const lead = (leadSamples(position) / SAMPLE_RATE) * 1_000;
  const phrases = voice.phrases.map(({ text, startMs, endMs }) => ({ text, startMs: startMs + lead, endMs: endMs + lead }));
  return planCues(phrases, spec, (sceneFrames(spec, position, voice) / spec.fps) * 1_000);
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
