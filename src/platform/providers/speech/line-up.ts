import type { SpokenPhrase, SpokenWord } from '../speech.provider.ts';
import type { Breath } from '../builtin/breaths.ts';
import { writtenWords } from '../../audio/word-times.ts';

/** The sound of one phrase from an engine, in mono. */
export interface SpokenSamples {
  readonly samples: Int16Array;
  readonly sampleRate: number;
  /** Words as they were spoken, with times from the start of these samples; missing if the engine reports none. */
  readonly words?: readonly SpokenWord[];
}

export interface LinedUp {
  readonly samples: Int16Array;
  readonly sampleRate: number;
  readonly phrases: readonly SpokenPhrase[];
}

/** Absolute sample value (−54 dBFS) below which samples at the ends of a phrase count as silence. */
const SILENCE = 64;

/** The audible samples: from the first one up to but excluding the end; empty when none is audible. */
function audiblePart(samples: Int16Array): { readonly from: number; readonly to: number } {
  const audible = (sample: number): boolean => Math.abs(sample) > SILENCE;
  const from = samples.findIndex(audible);
  return from < 0 ? { from: 0, to: 0 } : { from, to: samples.findLastIndex(audible) + 1 };
}

/**
 * Concatenates the phrases with their pauses. Words without audio (letters that the voice does not know) are shown with the previous
 * phrase.
 */
export function lineUp(parts: readonly Breath[], spoken: readonly SpokenSamples[], language: string): LinedUp {
  const sampleRate = spoken[0]?.sampleRate ?? 0;
  const toMs = (count: number): number => (count * 1000) / sampleRate;
  const phrases: SpokenPhrase[] = [];
  const sounds: { at: number; sound: Int16Array }[] = [];
  let end = 0;
  let pause = 0;
  let unheard = '';
  for (const [index, { text, pauseMs }] of parts.entries()) {
    const { samples = new Int16Array(), words } = spoken[index] ?? {};
    const { from, to } = audiblePart(samples);
    if (to === 0) {
      const before = phrases.pop();
      if (before) phrases.push(timed({ ...before, text: `${before.text} ${text}` }, before.words, language));
      else unheard += `${text} `;
      continue;
    }
    const at = end + pause;
    end = at + to - from;
    pause = Math.round((pauseMs / 1000) * sampleRate);
    sounds.push({ at, sound: samples.subarray(from, to) });
    const shift = toMs(at - from);
    const moved = words?.map(({ text: word, startMs, endMs }) => ({ text: word, startMs: startMs + shift, endMs: endMs + shift }));
    phrases.push(timed({ text: unheard + text, startMs: toMs(at), endMs: toMs(end) }, moved, language));
    unheard = '';
  }
  const samples = new Int16Array(end);
  for (const { at, sound } of sounds) samples.set(sound, at);
  return { samples, sampleRate, phrases };
}

const timed = (phrase: Omit<SpokenPhrase, 'words'>, spoken: readonly SpokenWord[] | undefined, language: string): SpokenPhrase => ({
  ...phrase,
  words: writtenWords(phrase, spoken ?? [], language),
});
