import { cutToFit } from './clauses.ts';
import { isSpeakable, joinWords, paragraphs, sentences, textWidth } from './sentences.ts';

/** What is said in one go and shown as one caption. */
export interface Breath {
  /** As written: what the caption shows. */
  readonly text: string;
  /** As handed to the voice: only words and punctuation. */
  readonly spoken: string;
  /** Silence that follows, in milliseconds; 0 after the last. */
  readonly pauseMs: number;
}

const LINE_WIDTH = 42;
const SENTENCE_PAUSE_MS = 420;
const CLAUSE_PAUSE_MS = 180;
/** Between pieces that only the caption's length has parted. */
const CUT_PAUSE_MS = 40;

const ENDS_SENTENCE = /[.!?…。！？]["”’»)」』）]*$/u;
const ENDS_CLAUSE = /[,;:，、；：—–-]["”’»)」』）]*$/u;
/** Keycaps, flags, joiners and pictures: a caption shows them, nobody says "grinning face". */
const PICTURES = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]|\u200D|\u20E3|\uFE0F/gu;

/** Two lines of a caption; words do not break where the line ends, so a few places are kept free. */
const CAPTION_WIDTH = 2 * LINE_WIDTH - 8;

/** Text is data: nothing of it may reach espeak's own notation (`[[…]]` would be read as phonemes). */
const spokenForm = (text: string): string => text.replace(PICTURES, ' ').replace(/[[\]]/g, ' ').replace(/\s+/g, ' ').trim();

/** Pieces without a word (dashes, pictures) go with the piece before them, or after the first. */
function keepSpeakable(pieces: readonly string[]): string[] {
  const kept: string[] = [];
  let silent = '';
  for (const piece of pieces) {
    if (isSpeakable(spokenForm(piece))) {
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

/** A piece that goes on must not sound like an end: the voice falls at a full stop and hovers at a comma. */
const withIntonation = (spoken: string, endsSentence: boolean): string => {
  const closed = ENDS_SENTENCE.test(spoken) || ENDS_CLAUSE.test(spoken);
  return closed ? spoken : `${spoken}${endsSentence ? '.' : ','}`;
};

/** Cuts text into breaths: sentence by sentence, long sentences at clauses. Their texts, joined, hold every word. Empty when there is nothing to say. */
export function breaths(text: string, language: string): Breath[] {
  const pieces = paragraphs(text)
    .flatMap((paragraph) => sentences(paragraph, language))
    .flatMap((sentence) => {
      const cuts = keepSpeakable(cutToFit(sentence, language, CAPTION_WIDTH, textWidth));
      return cuts.map((piece, index) => ({ piece, endsSentence: index === cuts.length - 1 }));
    });
  return pieces.map(({ piece, endsSentence }, index) => ({
    text: piece,
    spoken: withIntonation(spokenForm(piece), endsSentence),
    pauseMs: index === pieces.length - 1 ? 0 : pauseAfter(piece, endsSentence),
  }));
}
