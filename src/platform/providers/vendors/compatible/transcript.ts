import { z } from 'zod';
import { baseLanguage, LANGUAGES } from '../../../catalogue/languages.ts';
import type { SpokenWord } from '../../speech.provider.ts';
import type { TranscriptionResult } from '../../transcription.provider.ts';

/** LocalAI names the word `text`. */
const word = z.object({ word: z.string().optional(), text: z.string().optional(), start: z.number(), end: z.number() });

/** `verbose_json` as servers answer it: words at the top, in segments, or nowhere. */
export const transcript = z.object({
  text: z.string(),
  language: z.string().nullish(),
  words: z.array(word).nullish(),
  segments: z.array(z.object({ text: z.string(), start: z.number(), end: z.number(), words: z.array(word).nullish() })).nullish(),
});
type Transcript = z.infer<typeof transcript>;
type Timed = Readonly<Record<'start' | 'end', number>>;

/** A last word may end a little after the sound. */
const TOLERANCE_MS = 500;
/** Seconds that no recording has: LocalAI counts nanoseconds. */
const NOT_SECONDS = 1_000_000;

/** The transcript, with the times that are plausible. */
export function readTranscript(answer: Transcript, durationMs: number): Omit<TranscriptionResult, 'cost'> {
  const text = answer.text.trim();
  const unit = unitOf([...(answer.words ?? []), ...(answer.segments ?? [])]);
  const timed = (said: string, { start, end }: Timed): SpokenWord => ({
    ...{ text: said.trim(), startMs: start * unit, endMs: Math.min(end * unit, durationMs) },
  });
  const words = wordsOf(answer).map((one) => timed(one.text, one));
  const segments = (answer.segments ?? []).map((one) => timed(one.text, one)).filter((one) => one.text !== '');
  const whole = text === '' ? [] : [{ text, startMs: 0, endMs: durationMs }];
  return {
    language: languageOf(answer.language ?? ''),
    text,
    words: isBelievable(words, durationMs) ? words : [],
    segments: isBelievable(segments, durationMs) ? segments : whole,
  };
}

/** Milliseconds of the unit that the server counts in. */
const unitOf = (times: readonly Timed[]): number => (times.some(({ end }) => end > NOT_SECONDS) ? 1e-6 : 1_000);

function wordsOf({ words, segments }: Transcript): readonly (Timed & { readonly text: string })[] {
  const given = words ?? segments?.flatMap((segment) => segment.words ?? []) ?? [];
  const spelled = given.map(({ word: said, text = '', start, end }) => ({ text: said ?? text, start, end }));
  // whisper.cpp gives tokens: a word begins with the blank before it.
  const isTokens = !words && spelled.slice(1).some(({ text }) => text.startsWith(' ')) && spelled.some(({ text }) => !text.startsWith(' '));
  return isTokens ? joined(spelled) : spelled.filter(({ text }) => text.trim() !== '');
}

function joined(tokens: readonly (Timed & { readonly text: string })[]): readonly (Timed & { readonly text: string })[] {
  const whole: (Timed & { readonly text: string })[] = [];
  for (const token of tokens) {
    const before = whole.at(-1);
    if (before && !token.text.startsWith(' ')) whole[whole.length - 1] = { ...before, text: before.text + token.text, end: token.end };
    else whole.push(token);
  }
  return whole.filter(({ text }) => text.trim() !== '');
}

/** Times that fall or end after the sound are worth nothing. */
const isBelievable = (said: readonly SpokenWord[], durationMs: number): boolean =>
  said.length > 0 &&
  said.every(({ startMs, endMs }, index) => startMs <= endMs + TOLERANCE_MS && startMs >= (said[index - 1]?.startMs ?? 0)) &&
  (said.at(-1)?.startMs ?? 0) <= durationMs + TOLERANCE_MS;

/** Servers name the language (`english`) or give its code. */
function languageOf(said: string): string | undefined {
  const known = LANGUAGES.all.find(({ name, title }) => title.toLowerCase() === said.toLowerCase() || name === baseLanguage(said));
  return known?.name;
}
