import { writtenWords } from '../../../platform/audio/word-times.ts';
import type { SpokenWord } from '../../../platform/providers/speech.provider.ts';
import type { Cue, SceneVoice } from '../film/film-spec.ts';

/** A word of a caption, and when it is spoken. */
export interface CueWord {
  /** Index of the line. */
  readonly line: number;
  /** From `start` up to but excluding `end`, in UTF-16 units of the line. */
  readonly start: number;
  readonly end: number;
  /** In the unit of the cues. */
  readonly startMs: number;
  readonly endMs: number;
}

/** A spoken word and its place in the text of all phrases without white space. */
interface PlacedWord extends SpokenWord {
  readonly from: number;
  readonly to: number;
}

const inked = (text: string): string => text.replace(/\s+/g, '');

/**
 * For each cue, its words in the order of the text. The cues are all those of the phrases, in order, and have the same characters: only
 * white space differs, so that a place in the phrases is a place in the cues. A word that is divided between two lines has two parts, which
 * share its time. Words have the times of the voice; those of phrases without such times are estimated.
 */
export function wordsOfCues(cues: readonly Cue[], phrases: SceneVoice['phrases'], language: string): readonly (readonly CueWord[])[] {
  const words = placedWords(phrases, language);
  let offset = 0;
  return cues.map(({ lines }) =>
    lines.flatMap((text, line) => {
      const units = inkedUnits(text);
      const from = offset;
      offset += units.length;
      return words.flatMap((word): CueWord[] => {
        const [first, last] = [Math.max(word.from, from), Math.min(word.to, offset)];
        if (first >= last) return [];
        const at = (place: number): number => word.startMs + ((place - word.from) / (word.to - word.from)) * (word.endMs - word.startMs);
        const [start = 0, end = 0] = [units[first - from], units[last - 1 - from]];
        return [{ line, start, end: end + 1, startMs: at(first), endMs: at(last) }];
      });
    }),
  );
}

/** Indices of the units of a line that are not white space. */
const inkedUnits = (text: string): number[] =>
  Array.from({ length: text.length }, (_, unit) => unit).filter((unit) => /\S/.test(text[unit] ?? ''));

function placedWords(phrases: SceneVoice['phrases'], language: string): readonly PlacedWord[] {
  let from = 0;
  return phrases.flatMap(({ words: reported, ...phrase }) => {
    // Words that do not add up to their phrase cannot be found in the captions.
    const isWhole = reported !== undefined && inked(reported.map(({ text }) => text).join('')) === inked(phrase.text);
    return (isWhole ? reported : writtenWords(phrase, [], language)).map(({ text, startMs, endMs }) => {
      const to = from + inked(text).length;
      const placed = { text, startMs, endMs, from, to };
      from = to;
      return placed;
    });
  });
}
