import { cutToFit } from './clauses.ts';
import { spokenText } from '../../speech-text/spoken-text.ts';
import { isSpeakable, joinWords, plainText, textWidth } from '../../text/plain-text.ts';
import { sentences } from '../../text/sentences.ts';

/** A phrase that is spoken without a pause and shown as one caption. */
export interface Breath {
  /** The text as written, which the caption shows. */
  readonly text: string;
  /** The text for the voice: numbers, prices and abbreviations in words, pictures left out. */
  readonly spoken: string;
  /** Milliseconds of silence after it; 0 after the last one. */
  readonly pauseMs: number;
}

const LINE_WIDTH = 42;
const SENTENCE_PAUSE_MS = 420;
const CLAUSE_PAUSE_MS = 180;
/** Milliseconds between parts that are separated only because a caption would be too long. */
const CUT_PAUSE_MS = 40;

const ENDS_SENTENCE = /[.!?…。！？।؟]["”’»)」』）]*$/u;
const ENDS_CLAUSE = /[,;:،؛，、；：—–-]["”’»)」』）]*$/u;
/** Columns of two caption lines. Some are kept free, because words do not break at the end of a line. */
const CAPTION_WIDTH = 2 * LINE_WIDTH - 8;

/** The text for the voice. It is data: espeak's own notation (`[[…]]` means phonemes) must not be interpreted. */
const spokenForm = (text: string, language: string): string =>
  spokenText(text, language).spoken.replace(/[[\]]/g, ' ').replace(/\s+/g, ' ').trim();

/** Joins parts without a word (dashes, pictures) to the part before them or, at the start, to the one after. */
function keepSpeakable(pieces: readonly string[], language: string): string[] {
  const kept: string[] = [];
  let silent = '';
  for (const piece of pieces) {
    if (isSpeakable(spokenForm(piece, language))) {
      kept.push(joinWords(silent, piece));
      silent = '';
    } else if (kept.length > 0) kept.push(joinWords(kept.pop() ?? '', piece));
    else silent = joinWords(silent, piece);
  }
  return kept;
}

function pauseAfter(text: string, endsSentence: boolean): number {
  if (endsSentence) return SENTENCE_PAUSE_MS;
  return ENDS_CLAUSE.test(text) ? CLAUSE_PAUSE_MS : CUT_PAUSE_MS;
}

/**
 * Adds punctuation that gives the intonation: a part that continues must not sound final. The voice falls at a full stop and stays level at
 * a comma.
 */
const withIntonation = (spoken: string, endsSentence: boolean): string => {
  const closed = ENDS_SENTENCE.test(spoken) || ENDS_CLAUSE.test(spoken);
  return closed ? spoken : `${spoken}${endsSentence ? '.' : ','}`;
};

/**
 * Divides a text into phrases: by sentence, and long sentences at clauses. The joined texts contain every word. Empty when nothing can be
 * spoken. A pure function.
 */
export function breaths(text: string, language: string): Breath[] {
  const pieces = plainText(text)
    .split('\n')
    .flatMap((line) => sentences(line.trim(), language))
    .flatMap((sentence) => {
      const cuts = keepSpeakable(cutToFit(sentence, language, CAPTION_WIDTH, textWidth), language);
      return cuts.map((piece, index) => ({ piece, endsSentence: index === cuts.length - 1 }));
    });
  return pieces.map(({ piece, endsSentence }, index) => ({
    text: piece,
    spoken: withIntonation(spokenForm(piece, language), endsSentence),
    pauseMs: index === pieces.length - 1 ? 0 : pauseAfter(piece, endsSentence),
  }));
}
