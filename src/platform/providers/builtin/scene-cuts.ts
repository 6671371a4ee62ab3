import { cutToFit } from './clauses.ts';
import { joinWords, paragraphs, sentences, textWidth, withFullStop } from './sentences.ts';

/** Length of a scene's narration in the script providers' contract. */
const MAX_NARRATION = 600;

/** Target scene length in seconds. */
const SHORT = 4;
const LONG = 9;
/** A longer sentence is cut at its clauses. */
const SENTENCE_LIMIT = 12;
const USUAL_SENTENCES = 3;
const MAX_SENTENCES = 6;
/** Cost of a boundary, in squared seconds away from the target length. */
const PARAGRAPH_INSIDE = 5;
const FOURTH_SENTENCE = 4;

interface Sentence {
  readonly text: string;
  readonly seconds: number;
  readonly startsParagraph: boolean;
}

/** Approximate speaking time: 16 Latin or 4.3 Chinese characters per second, plus the following pause. */
export function speakingSeconds(text: string): number {
  const wide = (textWidth(text) - [...text].length) / (42 / 16 - 1);
  return ([...text].length - wide) / 16 + wide / 4.3 + 0.4;
}

function spokenSentences(text: string, language: string): Sentence[] {
  return paragraphs(text).flatMap((paragraph) =>
    sentences(paragraph, language)
      .flatMap((sentence) => cutToFit(sentence, language, SENTENCE_LIMIT, speakingSeconds))
      .flatMap((piece) => cutToFit(piece, language, MAX_NARRATION, (part) => part.length))
      .map((piece, index) => ({ text: piece, seconds: speakingSeconds(piece), startsParagraph: index === 0 })),
  );
}

function sceneCost(scene: readonly Sentence[]): number {
  const seconds = scene.reduce((sum, sentence) => sum + sentence.seconds, 0);
  const outside = Math.max(SHORT - seconds, 0, seconds - LONG);
  const paragraphsInside = scene.slice(1).filter(({ startsParagraph }) => startsParagraph).length;
  const crowd = Math.max(0, scene.length - USUAL_SENTENCES);
  // The last, small term: of two equally good cuts, prefer the more even scenes.
  return outside ** 2 + PARAGRAPH_INSIDE * paragraphsInside + FOURTH_SENTENCE * crowd + ((seconds - (SHORT + LONG) / 2) / 10) ** 2;
}

const narration = (scene: readonly Sentence[]): string =>
  scene.reduce(
    (spoken, { text, startsParagraph }) => joinWords(spoken !== '' && startsParagraph ? withFullStop(spoken) : spoken, text),
    '',
  );

/**
 * Cuts text into narrations of 4 to 9 s and one to three sentences, keeping paragraphs together; the cheapest of all cuts, by dynamic
 * programming from the end. Keeps every word in order. Each narration has 1 to 600 characters.
 */
export function cutIntoScenes(text: string, language: string): string[] {
  const all = spokenSentences(text, language);
  const best: { cost: number; next: number }[] = [];
  best[all.length] = { cost: 0, next: all.length };
  for (let start = all.length - 1; start >= 0; start--) {
    for (let end = start + 1; end <= Math.min(all.length, start + MAX_SENTENCES); end++) {
      const scene = all.slice(start, end);
      if (end > start + 1 && narration(scene).length > MAX_NARRATION) break;
      const cost = sceneCost(scene) + (best[end]?.cost ?? 0);
      if (cost < (best[start]?.cost ?? Infinity)) best[start] = { cost, next: end };
    }
  }
  const scenes: string[] = [];
  for (let start = 0; start < all.length; start = best[start]?.next ?? all.length) {
    scenes.push(narration(all.slice(start, best[start]?.next)));
  }
  return scenes;
}
