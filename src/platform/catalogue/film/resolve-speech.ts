import { LANGUAGES, baseLanguage, isDrawn, isSpoken } from '../languages.ts';
import type { Voice } from '../voices/voice.ts';
import { NO_VOICE, VOICES, voicesOf } from '../voices.ts';
import { notOffered } from './option-layers.ts';
import type { Layers, Placed } from './option-layers.ts';

/**
 * Language and voice must fit each other, and the one of the higher layer counts. A voice of a lower layer that does not speak the language
 * is skipped. A language of a lower layer that the voice does not speak is skipped too, and replaced by the voice's own. Without a language
 * and a voice in any layer, `likely` returns the language. A film without narration may have any language whose letters the fonts draw.
 */
export function resolveSpeech(layers: Layers, likely: () => string): { readonly language: string; readonly voice: string } {
  const given = layers.given('language');
  const [voice] = layers.given('voice');
  if (voice?.value === NO_VOICE) return { language: drawnLanguage(layers, voice, given[0], likely), voice: NO_VOICE };
  if (voice && voice.layer < (given[0]?.layer ?? layers.system)) {
    return languageFor(layers, voice, [...given, { value: LANGUAGES.fallback, layer: layers.system }]);
  }
  const language = given[0] ?? { value: likely(), layer: layers.system };
  layers.place('language', language.layer);
  const voices = isSpoken(language.value) ? voicesOf(language.value) : [];
  if (voices.length === 0) {
    layers.fault('language', language.layer, notOffered(LANGUAGES.names));
    return { language: language.value, voice: '' };
  }
  return { language: language.value, voice: voiceFor(layers, language, voices) };
}

function voiceFor(layers: Layers, language: Placed<string>, voices: readonly Voice[]): string {
  const speaks = ({ value }: Placed<string>): boolean => value === NO_VOICE || voices.some(({ name }) => name === value);
  const chosen = layers.given('voice').find((voice) => voice.layer <= language.layer || speaks(voice));
  layers.place('voice', chosen?.layer ?? layers.system);
  if (!chosen) return (voices.find((one) => one.language === language.value) ?? voices[0])?.name ?? '';
  if (!speaks(chosen)) {
    const message = `This voice does not support the language. Choose one of ${voices.map(({ name }) => name).join(', ')}.`;
    layers.fault('voice', chosen.layer, message);
  }
  return chosen.value;
}

/** The language of the highest layer, for a film without narration. */
function drawnLanguage(layers: Layers, voice: Placed<string>, given: Placed<string> | undefined, likely: () => string): string {
  layers.place('voice', voice.layer);
  const language = given ?? { value: likely(), layer: layers.system };
  layers.place('language', language.layer);
  if (!isDrawn(language.value)) layers.fault('language', language.layer, NOT_DRAWN);
  return language.value;
}

const NOT_DRAWN = 'No bundled font draws this language. Choose one that is written in a script of docs/films.md.';

/** The language for a voice of a higher layer than every language: the first one that it speaks, or its own. */
function languageFor(layers: Layers, { value, layer }: Placed<string>, languages: readonly Placed<string>[]) {
  layers.place('voice', layer);
  const voice = VOICES.find(value);
  const fits = languages.find((one) => voice && isSpoken(one.value) && baseLanguage(one.value) === baseLanguage(voice.language));
  layers.place('language', fits?.layer ?? layer);
  if (!voice) layers.fault('voice', layer, notOffered([...VOICES.names, NO_VOICE]));
  return { language: fits?.value ?? voice?.language ?? LANGUAGES.fallback, voice: value };
}
