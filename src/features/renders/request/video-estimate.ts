import { baseLanguage, LANGUAGES } from '../../../platform/catalogue/languages.ts';
import type { Script } from '../../../platform/catalogue/languages.ts';
import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import { sentences } from '../../../platform/text/sentences.ts';
import { columns } from '../film/captions.ts';
import { longestReadingMs } from '../film/reading.ts';
import { RHYTHM } from '../film/timeline.ts';
import type { VideoInput } from './video-request.ts';

/**
 * Milliseconds per unit, from which the upper bound of a film's length is calculated before anything is spoken. They are the pace of slow
 * voices, measured with the built-in ones and rounded up; usual prose is a third shorter.
 */
const MS = {
  /** Per word that can be pronounced, for its start. */
  word: 60,
  /** Per letter of an abbreviation that is spelled, such as `WWW`. */
  spelled: 420,
  /** Per digit, as in "seven hundred and seventy-seven thousand …". */
  digit: 850,
  /** Per digit in languages whose decimals and years are long: "двадцать пять сотых". */
  longDigit: 1_500,
  han: 420,
  /** Per character that the voice cannot read and names instead: "Chinese letter". */
  foreign: 1_400,
  symbol: 700,
  /** After each sentence or line, and between scenes. */
  stop: 480,
  comma: 200,
  /** Once, for rounding. */
  margin: 600,
  /** For the text that the built-in outline adds to a prompt that is too short. */
  outline: 12_000,
} as const;

/**
 * Milliseconds per letter of a word, by script. Vowels that Arabic and Hebrew do not write take time as well; a Korean letter is a
 * syllable.
 */
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

/** Characters of a long sentence per cut, each of which counts as a comma. */
const CUT_EVERY = 40;

const PARTS =
  /(?<word>\p{Script=Latin}[\p{Script=Latin}\p{M}'’]*)|(?<digit>\p{N})|(?<han>\p{Script=Han})|(?<other>\p{L}[\p{L}\p{M}'’]*)|(?<mark>\p{M})|(?<stop>[.!?…。！？\n\p{Ps}\p{Pe}])|(?<comma>[,;:،、，；：—–\-"“”„»«])|(?<silent>\s|\p{Extended_Pictographic}|\p{C})|(?<symbol>.)/gu;

/** Milliseconds of silence at both ends of a film. */
export const ENDS_MS = RHYTHM.opening + RHYTHM.ending;

/** Factor by which a slow voice may exceed the length for which words were written. */
const SLOWER_THAN_PLANNED = 1.6;

/**
 * Upper bound of a film's length in milliseconds. A script is spoken verbatim. Words that are written from a prompt are at most about as
 * long as requested.
 */
export function longestFilmMs(
  input: Pick<VideoInput, 'prompt' | 'script' | 'language'> & Partial<Pick<VideoInput, 'durationMs' | 'voice'>>,
): number {
  const whole = ENDS_MS + (input.voice === NO_VOICE ? longestSilentMs(input) : longestSpeechMs(input));
  if (input.script !== null || input.durationMs == null) return whole;
  // One scene is never cut, however short the requested film is.
  const planned = MS.margin + Math.ceil(input.durationMs * SLOWER_THAN_PLANNED);
  return Math.min(whole, ENDS_MS + Math.max(longestSceneMs(input), planned));
}

/** Maximum characters of a scene from a script provider. */
const SCENE = 600;
/** Milliseconds of a scene with several sentences, spoken slowly: it is cut to 9 s where that is possible. */
const SENTENCES_MS = 15_000;

/** Upper bound of a scene that is cut from the prompt: a sentence that cannot be cut, or several short ones. */
function longestSceneMs({ prompt, language }: Pick<VideoInput, 'prompt' | 'language'>): number {
  const uncut = sentences(prompt ?? '', language).flatMap((sentence) => sentence.match(UNCUT) ?? []);
  return Math.max(SENTENCES_MS, ...uncut.map((script) => longestSpeechMs({ prompt: null, script, language })));
}

/** Matches as much of a sentence as can be one scene. */
const UNCUT = new RegExp(`.{1,${SCENE}}`, 'gsu');

/** Upper bound without a voice: the words are shown as long as reading them takes. */
function longestSilentMs({ prompt, script, language }: Pick<VideoInput, 'prompt' | 'script' | 'language'>): number {
  const text = script ?? prompt ?? '';
  const scenes = (text.match(STOPS)?.length ?? 0) + Math.ceil(columns(text) / CUT_EVERY);
  return MS.margin + (script === null ? MS.outline : 0) + longestReadingMs(text, language, scenes);
}

/** Places where a scene may end. */
const STOPS = /[.!?…。！？؟।\n]/gu;

/** Upper bound of the time that speaking the words takes, with the pauses between them, in milliseconds. */
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
