import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import { wavHeader } from '../../audio/wav.ts';
import type { ProviderCall } from '../provider.ts';
import type { SpeechProvider, SpeechRequest, SpeechResult, SpokenPhrase } from '../speech.provider.ts';
import { breaths, type Breath } from './breaths.ts';
import { BUILTIN_VOICES } from '../../catalogue/voices/builtin.ts';
import { EspeakPool, type SpokenSamples } from './espeak-pool.ts';

/** −54 dBFS: quieter samples at the ends of a phrase count as silence. */
const SILENCE = 64;

/** Path of the optional package; undefined when it is not installed. */
function findEspeak(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('espeak-ng');
  } catch {
    return undefined;
  }
}

/** Offline speech by espeak-ng, which sounds synthetic but gives exact phrase times. Needs the optional package `espeak-ng` (GPL-3). */
export class EspeakSpeechProvider implements SpeechProvider {
  readonly id = 'builtin';
  readonly revision = 'espeak-ng-1.0.2/2';
  readonly #pool: EspeakPool | undefined;

  constructor({ enginePath = findEspeak(), ...limits }: { enginePath?: string | undefined; silenceLimitMs?: number } = {}) {
    this.#pool = enginePath === undefined || enginePath === '' ? undefined : new EspeakPool(enginePath, limits);
  }

  /** Times are sample positions in the file. Rejects with a `Failure` or with the abort reason. */
  async speak(request: SpeechRequest, call: ProviderCall): Promise<SpeechResult> {
    if (this.#pool === undefined) throw notInstalled();
    const voice = BUILTIN_VOICES.find(({ name }) => name === request.voice);
    if (voice === undefined) throw unknownVoice(request.voice);
    const parts = breaths(request.text, request.language);
    if (parts.length === 0) throw nothingToSpeak();
    const order = { voice: voice.engineName, wordsPerMinute: voice.wordsPerMinute, phrases: parts.map(({ spoken }) => spoken) };
    const spoken = await this.#pool.speak(order, call.signal, (done) => {
      call.report(done / parts.length);
    });
    const { samples, sampleRate, phrases } = lineUp(parts, spoken);
    if (phrases.length === 0) throw nothingToSpeak();
    const path = join(call.workDir, 'speech.wav');
    const sound = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    await writeFile(path, [wavHeader(samples.length, sampleRate), sound], { signal: call.signal });
    return { path, durationMs: (samples.length * 1000) / sampleRate, phrases };
  }
}

/** Samples from the first to the last audible one; empty when none is. */
function trimmed(samples: Int16Array): Int16Array {
  const audible = (sample: number): boolean => Math.abs(sample) > SILENCE;
  const first = samples.findIndex(audible);
  return first < 0 ? samples.subarray(0, 0) : samples.subarray(first, samples.findLastIndex(audible) + 1);
}

/** Concatenates the phrases with their pauses. Words without audio (letters that the voice does not know) are shown with the previous phrase. */
function lineUp(
  parts: readonly Breath[],
  spoken: readonly SpokenSamples[],
): { samples: Int16Array; sampleRate: number; phrases: SpokenPhrase[] } {
  const sampleRate = spoken[0]?.sampleRate ?? 0;
  const toMs = (count: number): number => (count * 1000) / sampleRate;
  const phrases: SpokenPhrase[] = [];
  const sounds: { at: number; sound: Int16Array }[] = [];
  let end = 0;
  let pause = 0;
  let unheard = '';
  for (const [index, { text, pauseMs }] of parts.entries()) {
    const sound = trimmed(spoken[index]?.samples ?? new Int16Array());
    if (sound.length === 0) {
      const before = phrases.pop();
      if (before) phrases.push({ ...before, text: `${before.text} ${text}` });
      else unheard += `${text} `;
      continue;
    }
    const at = end + pause;
    end = at + sound.length;
    pause = Math.round((pauseMs / 1000) * sampleRate);
    sounds.push({ at, sound });
    phrases.push({ text: unheard + text, startMs: toMs(at), endMs: toMs(end) });
    unheard = '';
  }
  const samples = new Int16Array(end);
  for (const { at, sound } of sounds) samples.set(sound, at);
  return { samples, sampleRate, phrases };
}

const notInstalled = (): Failure =>
  new Failure('NOT_CONFIGURED', 'The built-in voice is not installed.', {
    category: 'RESOURCE',
    retryable: false,
    hint: 'Install the optional package espeak-ng (npm ci without --omit=optional) or choose another speech provider.',
  });

const unknownVoice = (voice: string): Failure =>
  new Failure('UNKNOWN_VOICE', `The built-in speech provider has no voice “${voice.slice(0, 40)}”.`, {
    category: 'USER_INPUT',
    retryable: false,
    hint: `Choose one of ${BUILTIN_VOICES.map(({ name }) => name).join(', ')}.`,
  });

const nothingToSpeak = (): Failure =>
  new Failure('NOTHING_TO_SPEAK', 'The text has no words that can be spoken.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Write at least one word; emoji and punctuation alone have no sound.',
  });
