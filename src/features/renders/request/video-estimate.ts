import { baseLanguage, LANGUAGES } from '../../../platform/catalogue/languages.ts';
import type { Script } from '../../../platform/catalogue/languages.ts';
import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import { sentences } from '../../../platform/text/sentences.ts';
import { columns } from '../film/captions.ts';
import { longestReadingMs } from '../film/reading.ts';
import { RHYTHM } from '../film/timeline.ts';
import type { VideoInput } from './video-request.ts';

/**
 * Upper bound of a film's length from its words, before anything is spoken. Milliseconds at the pace of slow voices, measured with the
 * built-in ones and rounded up; usual prose is a third shorter.
 */
const MS = {
  /** Per pronounceable word, for its start. */
  word: 60,
  /** Per letter of an abbreviation that is spelled: `WWW`. */
  spelled: 420,
  /** "seven hundred and seventy-seven thousand …" */
  digit: 850,
  /** Where decimals and years are long: "двадцать пять сотых". */
  longDigit: 1_500,
  han: 420,
  /** A voice names characters that it cannot read: "Chinese letter". */
  foreign: 1_400,
  symbol: 700,
  /** After a sentence or line, and between scenes. */
  stop: 480,
  comma: 200,
  /** For what is rounded. */
  margin: 600,
  /** The built-in outline's text for a prompt that is too short. */
  outline: 12_000,
} as const;

/** Per letter of a word, by script. Vowels that Arabic and Hebrew do not write take time as well; a Korean letter is a syllable. */
const LETTER_MS: Readonly<Record<Script, number>> = {
  Latin: 95,
  Cyrillic: 105,
  Greek: 95,
  Han: MS.han,
  Hangul: 260,
  Devanagari: 110,
  Arabic: 150,
  Hebrew: 130,
};
const SHORT_DIGITS = /^(?:en|de|zh)$/;

/** A comma replaces each cut of a long sentence. */
const CUT_EVERY = 40;

const PARTS =
  /(?<word>\p{Script=Latin}[\p{Script=Latin}\p{M}'’]*)|(?<digit>\p{N})|(?<han>\p{Script=Han})|(?<other>\p{L}[\p{L}\p{M}'’]*)|(?<mark>\p{M})|(?<stop>[.!?…。！？\n\p{Ps}\p{Pe}])|(?<comma>[,;:،、，；：—–\-"“”„»«])|(?<silent>\s|\p{Extended_Pictographic}|\p{C})|(?<symbol>.)/gu;

/** Silence at both ends of a film, milliseconds. */
export const ENDS_MS = RHYTHM.opening + RHYTHM.ending;

/** How much longer than planned a slow voice may speak what was written for a length. */
const SLOWER_THAN_PLANNED = 1.6;

/** Milliseconds. A script is spoken verbatim; what is written from a bare prompt is about as long as requested at most. */
export function longestFilmMs(
  input: Pick<VideoInput, 'prompt' | 'script' | 'language'> & Partial<Pick<VideoInput, 'durationMs' | 'voice'>>,
): number {
  const whole = ENDS_MS + (input.voice === NO_VOICE ? longestSilentMs(input) : longestSpeechMs(input));
  if (input.script !== null || input.durationMs == null) return whole;
  // One scene is kept whole, however short the film should be.
  const planned = MS.margin + Math.ceil(input.durationMs * SLOWER_THAN_PLANNED);
  return Math.min(whole, ENDS_MS + Math.max(longestSceneMs(input), planned));
}

/** Characters that a scene of a script provider has at most. */
const SCENE = 600;
/** Of a scene of several sentences, spoken slowly: it is cut to 9 s where that is possible. */
const SENTENCES_MS = 15_000;

/** Upper bound of a scene that is cut from the prompt: of a sentence that has no place for a cut, or of several short ones. */
function longestSceneMs({ prompt, language }: Pick<VideoInput, 'prompt' | 'language'>): number {
  const uncut = sentences(prompt ?? '', language).flatMap((sentence) => sentence.match(UNCUT) ?? []);
  return Math.max(SENTENCES_MS, ...uncut.map((script) => longestSpeechMs({ prompt: null, script, language })));
}

/** As much of a sentence as can be one scene. */
const UNCUT = new RegExp(`.{1,${SCENE}}`, 'gsu');

/** Nobody speaks: the words are shown as long as it takes to read them. */
function longestSilentMs({ prompt, script, language }: Pick<VideoInput, 'prompt' | 'script' | 'language'>): number {
  const text = script ?? prompt ?? '';
  const scenes = (text.match(STOPS)?.length ?? 0) + Math.ceil(columns(text) / CUT_EVERY);
  return MS.margin + (script === null ? MS.outline : 0) + longestReadingMs(text, language, scenes);
}

/** Places where a scene may end. */
const STOPS = /[.!?…。！？؟।\n]/gu;

/** Upper bound of the time that the words take with the pauses between them. Milliseconds. */
export function longestSpeechMs({ prompt, script, language }: Pick<VideoInput, 'prompt' | 'script' | 'language'>): number {
  const text = script ?? prompt ?? '';
  const own = LANGUAGES.find(baseLanguage(language))?.script ?? 'Latin';
  const digit = SHORT_DIGITS.test(baseLanguage(language)) ? MS.digit : MS.longDigit;
  let ms = MS.margin + (script === null ? MS.outline : 0) + Math.ceil(text.length / CUT_EVERY) * MS.comma;
  for (const { groups = {} } of text.matchAll(PARTS)) {
    if (groups['word'] !== undefined) ms += wordMs(groups['word'], LETTER_MS.Latin);
    else if (groups['digit'] !== undefined) ms += digit * groups['digit'].normalize('NFKC').length;
    else if (groups['han'] !== undefined) ms += own === 'Han' ? MS.han : MS.foreign;
    else if (groups['other'] !== undefined)
      ms += isOf(own, groups['other']) ? wordMs(groups['other'], LETTER_MS[own]) : groups['other'].length * MS.foreign;
    else if (groups['mark'] !== undefined) ms += MS.foreign;
    else if (groups['stop'] !== undefined) ms += MS.stop;
    else if (groups['comma'] !== undefined) ms += MS.comma;
    else if (groups['symbol'] !== undefined) ms += MS.symbol;
  }
  return ms;
}

const isOf = (script: Script, word: string): boolean => new RegExp(`^\\p{Script=${script}}`, 'u').test(word);

function wordMs(word: string, letter: number): number {
  const spelled = (/^\p{Script=Latin}/u.test(word) && !/[aeiouyæœøı]/i.test(word.normalize('NFD'))) || /^\p{Lu}{1,6}$/u.test(word);
  return MS.word + word.length * (spelled ? MS.spelled : letter);
}
