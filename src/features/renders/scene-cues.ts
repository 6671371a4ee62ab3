import { wordsOfCues } from './captions/caption-words.ts';
import type { CueWord } from './captions/caption-words.ts';
import { planCues } from './film/captions.ts';
import { shownWords } from './film/film-spec.ts';
import type { Cue, FilmSpec, SceneVoice } from './film/film-spec.ts';
import { ownCaptionMs } from './film/reading.ts';
import { SAMPLE_RATE, leadSamples, pausesOf, sceneFrames } from './film/timeline.ts';
import type { Timeline } from './film/timeline.ts';

/**
 * Captions of one scene, in milliseconds from its first frame. Of the other scenes it only matters whether the next one has words, so that
 * a change of one scene redraws only that scene.
 */
export function sceneCues(spec: FilmSpec, position: number, voice: SceneVoice): readonly Cue[] {
  const durationMs = sceneMs(spec, position, voice);
  return planCues(scenePhrases(spec, position, voice), spec, { durationMs, nextMs: nextCaptionMs(spec, position, durationMs) });
}

/** Captions of one scene like `sceneCues`, each with its words and their times. */
export function sceneCuesWithWords(
  spec: FilmSpec,
  position: number,
  voice: SceneVoice,
): readonly (Cue & { readonly words: readonly CueWord[] })[] {
  const cues = sceneCues(spec, position, voice);
  const words = wordsOfCues(cues, scenePhrases(spec, position, voice), spec.language);
  return cues.map(({ startMs, endMs, lines }, index) => ({ startMs, endMs, lines, words: words[index] ?? [] }));
}

const sceneMs = (spec: FilmSpec, position: number, voice: SceneVoice): number => (sceneFrames(spec, position, voice) / spec.fps) * 1_000;

/** What the captions of a scene say and when, in milliseconds from its first frame. */
function scenePhrases(spec: FilmSpec, position: number, voice: SceneVoice): SceneVoice['phrases'] {
  const lead = (leadSamples(spec, position) / SAMPLE_RATE) * 1_000;
  const own = spec.scenes[position]?.caption;
  const phrases: SceneVoice['phrases'] =
    own === undefined ? voice.phrases : [{ text: own, startMs: 0, endMs: captionMs(spec, position, voice, own) }];
  const later = ({ text, startMs, endMs: until }: Timed): Timed => ({ text, startMs: startMs + lead, endMs: until + lead });
  return phrases.map((phrase) => {
    const { text, startMs, endMs: until } = later(phrase);
    return { text, startMs, endMs: until, words: phrase.words?.map(later) };
  });
}

type Timed = Pick<SceneVoice['phrases'][number], 'text' | 'startMs' | 'endMs'>;

/** The time at which the captions of the next scene begin; undefined when it has none. */
function nextCaptionMs(spec: FilmSpec, position: number, durationMs: number): number | undefined {
  const next = spec.scenes[position + 1];
  return next && shownWords(next).trim() !== '' ? durationMs + pausesOf(spec, position + 1).leadMs : undefined;
}

/** Milliseconds that a caption of the scene itself is shown: while the voice speaks or, without a voice or to be read, as long as the scene lasts. */
function captionMs(spec: FilmSpec, position: number, voice: SceneVoice, caption: string): number {
  const { leadMs, tailMs } = pausesOf(spec, position);
  const longestMs = Math.max(0, sceneMs(spec, position, voice) - leadMs - tailMs);
  if (voice.phrases.length === 0) return longestMs;
  return ownCaptionMs(caption, spec.language, { voiceMs: (voice.samples / SAMPLE_RATE) * 1_000, longestMs });
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
