import { cutToFit } from './clauses.ts';
import { spokenText } from '../../speech-text/spoken-text.ts';
import { isSpeakable, joinWords, plainText, textWidth } from '../../text/plain-text.ts';
import { sentences } from '../../text/sentences.ts';

/** A phrase that is spoken in one go and shown as one caption. */
export interface Breath {
  /** As written; shown in the caption. */
  readonly text: string;
  /** As given to the voice: numbers, prices and abbreviations in words, pictures left out. */
  readonly spoken: string;
  /** Silence after it in milliseconds; 0 after the last. */
  readonly pauseMs: number;
}

const LINE_WIDTH = 42;
const SENTENCE_PAUSE_MS = 420;
const CLAUSE_PAUSE_MS = 180;
/** Between parts separated only because a caption would be too long. */
const CUT_PAUSE_MS = 40;

const ENDS_SENTENCE = /[.!?…。！？।؟]["”’»)」』）]*$/u;
const ENDS_CLAUSE = /[,;:،؛，、；：—–-]["”’»)」』）]*$/u;
/** Two caption lines; words do not break where the line ends, so a few columns are kept free. */
const CAPTION_WIDTH = 2 * LINE_WIDTH - 8;

/** Text is data: espeak's own notation (`[[…]]` means phonemes) must not be interpreted. */
const spokenForm = (text: string, language: string): string =>
  spokenText(text, language).spoken.replace(/[[\]]/g, ' ').replace(/\s+/g, ' ').trim();

/** Parts without a word (dashes, pictures) join the part before them, or the one after at the start. */
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

/** A part that continues must not sound final: the voice falls at a full stop and stays level at a comma. */
const withIntonation = (spoken: string, endsSentence: boolean): string => {
  const closed = ENDS_SENTENCE.test(spoken) || ENDS_CLAUSE.test(spoken);
  return closed ? spoken : `${spoken}${endsSentence ? '.' : ','}`;
};

/**
 * Cuts text into phrases: by sentence, long sentences at clauses. Their joined texts contain every word. Empty when nothing can be spoken.
 * Pure.
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
