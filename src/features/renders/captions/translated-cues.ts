import { sentences } from '../../../platform/text/sentences.ts';
import type { FinishedFilm } from '../deliveries/rendition-files.ts';
import type { Cue, SceneSpec, SceneVoice } from '../film/film-spec.ts';
import { spokenAt } from '../film/spoken-times.ts';
import { filmCues } from '../scene-cues.ts';

/** The languages that any scene has a translation in, in alphabetical order. A tag is one language in any case. */
export function translationLanguages({ scenes }: { readonly scenes: readonly Pick<SceneSpec, 'translations'>[] }): readonly string[] {
  const tags = scenes.flatMap(({ translations = [] }) => translations.map(({ language }) => language));
  return [...new Map(tags.map((tag) => [tag.toLowerCase(), tag])).values()].toSorted();
}

/**
 * The captions of the film in a language of its translations, in milliseconds from its start. A sentence has the times of the spoken sentence
 * that it translates where both texts have as many; else the sentences share the times of the voice by their length. Scenes without a
 * translation have no captions.
 */
export function translatedCues(
  { spec, timeline, voices }: Pick<FinishedFilm, 'spec' | 'timeline' | 'voices'>,
  language: string,
): readonly Cue[] {
  const translated = spec.scenes.map((scene, position) => inLanguage(scene, voices[position], { from: spec.language, to: language }));
  return filmCues(
    { ...spec, language, scenes: translated.map(({ scene }) => scene) },
    timeline,
    translated.flatMap(({ voice }) => voice ?? []),
  );
}

interface Languages {
  readonly from: string;
  readonly to: string;
}

/** The scene and its voice as if they had the words of the translation; nothing changes their length. */
function inLanguage(scene: SceneSpec, voice: SceneVoice | undefined, languages: Languages) {
  const text = scene.translations?.find(({ language }) => language.toLowerCase() === languages.to.toLowerCase())?.text ?? '';
  const phrases = voice && scene.caption === undefined && text !== '' ? translatedPhrases(scene.narration, voice, text, languages) : [];
  // A caption is shown from the first to the last sound, or as long as a silent scene lasts.
  if (!voice || phrases.length === 0) return { scene: { ...scene, caption: text }, voice };
  return { scene, voice: { ...voice, phrases: [...phrases] } };
}

function translatedPhrases(narration: string, { phrases }: SceneVoice, text: string, { from, to }: Languages): SceneVoice['phrases'] {
  const [first, last] = [phrases[0], phrases.at(-1)];
  if (!first || !last) return [];
  const timeOf = spokenAt(narration, phrases);
  const [spoken, shown] = [sentences(narration, from), sentences(text, to)];
  let at = 0;
  const places = spoken.map((sentence) => {
    const start = narration.indexOf(sentence, at);
    at = start + sentence.length;
    return { start, end: at };
  });
  // White space within a sentence may differ from that of the narration.
  if (!timeOf || spoken.length !== shown.length || places.some(({ start }) => start < 0))
    return [{ text, startMs: first.startMs, endMs: last.endMs }];
  return places.map(({ start, end }, index) => ({ text: shown[index] ?? '', startMs: timeOf(start), endMs: timeOf(end) }));
}
