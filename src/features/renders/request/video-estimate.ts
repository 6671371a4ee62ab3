import type { VideoInput } from './video-request.ts';

/**
 * Upper bound of a film's length from its words, before anything is spoken. Milliseconds at the pace of slow voices, measured with the
 * built-in ones and rounded up; usual prose is a third shorter.
 */
const MS = {
  /** Per pronounceable word: its start, and each letter. */
  word: 60,
  letter: 95,
  /** Per letter of an abbreviation that is spelled: `WWW`. */
  spelled: 420,
  /** "seven hundred and seventy-seven thousand …" */
  digit: 850,
  han: 420,
  /** A voice names characters that it cannot read: "Chinese letter". */
  foreign: 1_400,
  symbol: 700,
  /** After a sentence or line, and between scenes. */
  stop: 480,
  comma: 200,
  /** Silence at both ends of the film. */
  ends: 600,
  /** The built-in outline's text for a prompt that is too short. */
  outline: 12_000,
} as const;

/** A comma replaces each cut of a long sentence. */
const CUT_EVERY = 40;

const PARTS =
  /(?<word>\p{Script=Latin}[\p{Script=Latin}\p{M}'’]*)|(?<digit>\p{N})|(?<han>\p{Script=Han})|(?<foreign>\p{L}|\p{M})|(?<stop>[.!?…。！？\n\p{Ps}\p{Pe}])|(?<comma>[,;:،、，；：—–\-"“”„»«])|(?<silent>\s|\p{Extended_Pictographic}|\p{C})|(?<symbol>.)/gu;

/** How much longer than planned a slow voice may speak what was written for a length. */
const SLOWER_THAN_PLANNED = 1.6;

/** Milliseconds. A script is spoken verbatim; what is written from a bare prompt is about as long as requested at most. */
export function longestFilmMs(input: Pick<VideoInput, 'prompt' | 'script' | 'language'> & Partial<Pick<VideoInput, 'durationMs'>>): number {
  const whole = longestSpeechMs(input);
  if (input.script !== null || input.durationMs == null) return whole;
  return Math.min(whole, MS.ends + Math.ceil(input.durationMs * SLOWER_THAN_PLANNED));
}

function longestSpeechMs({ prompt, script, language }: Pick<VideoInput, 'prompt' | 'script' | 'language'>): number {
  const text = script ?? prompt ?? '';
  const readsHan = /^zh\b/i.test(language);
  let ms = MS.ends + (script === null ? MS.outline : 0) + Math.ceil(text.length / CUT_EVERY) * MS.comma;
  for (const { groups = {} } of text.matchAll(PARTS)) {
    if (groups['word'] !== undefined) ms += wordMs(groups['word']);
    else if (groups['digit'] !== undefined) ms += MS.digit;
    else if (groups['han'] !== undefined) ms += readsHan ? MS.han : MS.foreign;
    else if (groups['foreign'] !== undefined) ms += MS.foreign;
    else if (groups['stop'] !== undefined) ms += MS.stop;
    else if (groups['comma'] !== undefined) ms += MS.comma;
    else if (groups['symbol'] !== undefined) ms += MS.symbol;
  }
  return ms;
}

function wordMs(word: string): number {
  const spelled = !/[aeiouyæœøı]/i.test(word.normalize('NFD')) || /^\p{Lu}{1,6}$/u.test(word);
  return MS.word + word.length * (spelled ? MS.spelled : MS.letter);
}
