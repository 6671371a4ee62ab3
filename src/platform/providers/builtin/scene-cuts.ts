import { cutToFit } from './clauses.ts';
import { spokenText } from '../../speech-text/spoken-text.ts';
import type { Paragraph } from '../../text/markdown.ts';
import { joinWords, textWidth, withFullStop } from '../../text/plain-text.ts';
import { sentences } from '../../text/sentences.ts';

/** Maximum characters of a scene's narration, by the contract of script providers. */
const MAX_NARRATION = 600;

/** Seconds that a scene should last, from SHORT to LONG. */
const SHORT = 4;
const LONG = 9;
/** Seconds of a sentence above which it is cut at its clauses. */
const SENTENCE_LIMIT = 12;
const USUAL_SENTENCES = 3;
const MAX_SENTENCES = 6;
/** Costs of boundaries, in squared seconds of distance from the target length. */
const PARAGRAPH_INSIDE = 5;
/** Items of a list belong together, and three of them are a list in the picture. */
const ITEM_INSIDE = 0.3;
/** Minimum seconds of a paragraph that has a scene of its own; a shorter one may share a scene, although the author separated it. */
const MIN_OWN_SCENE = 2;
const FOURTH_SENTENCE = 4;

interface Sentence {
  readonly text: string;
  readonly seconds: number;
  readonly startsParagraph: boolean;
  /** Whether the author began a scene here. */
  readonly startsScene: boolean;
  readonly isItem: boolean;
}

/** Approximate speaking time: 16 Latin or 4.3 Chinese characters per second, plus the following pause. */
export function speakingSeconds(text: string): number {
  const wide = (textWidth(text) - [...text].length) / (42 / 16 - 1);
  return ([...text].length - wide) / 16 + wide / 4.3 + 0.4;
}

function spokenSentences(paragraphs: readonly Paragraph[], language: string): Sentence[] {
  const secondsOf = (text: string): number => speakingSeconds(spokenText(text, language).spoken);
  return paragraphs.flatMap(({ text, startsScene, isItem = false }) => {
    const pieces = sentences(text, language)
      .flatMap((sentence) => cutToFit(sentence, language, SENTENCE_LIMIT, secondsOf))
      .flatMap((piece) => cutToFit(piece, language, MAX_NARRATION, (part) => part.length));
    const seconds = pieces.map(secondsOf);
    const isLong = seconds.reduce((sum, one) => sum + one, 0) >= MIN_OWN_SCENE;
    return pieces.map((piece, index) => ({
      text: piece,
      seconds: seconds[index] ?? 0,
      startsParagraph: index === 0,
      startsScene: index === 0 && startsScene && isLong,
      isItem,
    }));
  });
}

function sceneCost(scene: readonly Sentence[]): number {
  if (scene.slice(1).some(({ startsScene }) => startsScene)) return Infinity;
  const seconds = scene.reduce((sum, sentence) => sum + sentence.seconds, 0);
  const outside = Math.max(SHORT - seconds, 0, seconds - LONG);
  const inside = scene.slice(1).filter(({ startsParagraph }) => startsParagraph);
  const items = inside.filter(({ isItem }) => isItem).length;
  const crowd = Math.max(0, scene.length - items - USUAL_SENTENCES);
  // The last, small term prefers the more even scenes of two equally good cuts.
  return (
    outside ** 2 +
    PARAGRAPH_INSIDE * (inside.length - items) +
    ITEM_INSIDE * items +
    FOURTH_SENTENCE * crowd +
    ((seconds - (SHORT + LONG) / 2) / 10) ** 2
  );
}

const narration = (scene: readonly Sentence[]): string =>
  scene.reduce(
    (spoken, { text, startsParagraph }) => joinWords(spoken !== '' && startsParagraph ? withFullStop(spoken) : spoken, text),
    '',
  );

/** A narration, and whether it ends a paragraph of the author. */
export interface SceneCut {
  readonly narration: string;
  readonly endsParagraph: boolean;
}

/**
 * Cuts paragraphs into narrations of 4 to 9 s and one to three sentences; a paragraph that the author separated begins a scene. Chooses the
 * cheapest of all cuts by dynamic programming from the end. Every word is kept in order. Each narration has 1 to 600 characters.
 */
export function cutIntoScenes(paragraphs: readonly Paragraph[], language: string): SceneCut[] {
  const all = spokenSentences(paragraphs, language);
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
  const scenes: SceneCut[] = [];
  for (let start = 0; start < all.length;) {
    const next = best[start]?.next ?? all.length;
    scenes.push({ narration: narration(all.slice(start, next)), endsParagraph: all[next]?.startsParagraph ?? false });
    start = next;
  }
  return scenes;
}
