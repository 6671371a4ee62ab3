import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../kernel/failure.ts';
import type { SpokenSamples } from '../speech/line-up.ts';
import { SpeechPool } from '../speech/speech-pool.ts';
import type { EspeakOrder, EspeakPhrase } from './espeak-process.ts';

/** Milliseconds that a process is kept for the next scene. It takes 0.2 s to start and 160 MB. */
const KEPT_IDLE_MS = 5_000;
/** Milliseconds without output that mean a hang. Start and first phrase take 0.3 s. */
const SILENCE_LIMIT_MS = 20_000;

const PROCESS_FILE = fileURLToPath(new URL(`./espeak-process${extname(import.meta.url)}`, import.meta.url));

const speechFailed = (cause: unknown): Failure =>
  new Failure('SPEECH_FAILED', 'The built-in voice stopped before the end.', {
    category: 'PROVIDER',
    retryable: true,
    hint: 'Try again. If the same text fails every time, choose another voice or change the sentence.',
    cause,
  });

/** Path of the optional package; undefined when it is not installed. */
export function findEspeak(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('espeak-ng');
  } catch {
    return undefined;
  }
}

/** Runs espeak-ng in processes of its own, at most one per processor. Errors are retryable failures, or the abort reason. */
export class Espeak {
  readonly #pool: SpeechPool<EspeakOrder, EspeakPhrase>;

  constructor(enginePath: string, { silenceLimitMs = SILENCE_LIMIT_MS }: { silenceLimitMs?: number } = {}) {
    this.#pool = new SpeechPool({
      ...{ file: PROCESS_FILE, argv: [enginePath], keptIdleMs: KEPT_IDLE_MS },
      ...{ silenceLimitMs, failed: speechFailed },
    });
  }

  /** Speaks the phrases in order. */
  async speak(order: Omit<EspeakOrder, 'answer'>, signal: AbortSignal, onPhrase: (done: number) => void): Promise<SpokenSamples[]> {
    const spoken = await this.#pool.speak({ ...order, answer: 'sound' }, signal, onPhrase);
    return spoken.map(({ bytes, sampleRate }) => ({ samples: toSamples(bytes), sampleRate }));
  }

  /** The pronunciation of the phrases in the International Phonetic Alphabet, with spaces between words where espeak separates them. */
  async phonemes(voice: string, phrases: readonly string[], signal: AbortSignal): Promise<string[]> {
    if (phrases.length === 0) return [];
    const spoken = await this.#pool.speak({ voice, wordsPerMinute: 160, phrases, answer: 'phonemes' }, signal, () => undefined);
    return spoken.map(({ bytes }) => new TextDecoder().decode(bytes).replace(/\s+/g, ' ').trim());
  }

  /** Writes espeak's dictionaries and phoneme tables to a folder, from which other engines read them. */
  async copyData(folder: string, signal: AbortSignal): Promise<void> {
    await this.#pool.speak({ voice: 'en', wordsPerMinute: 160, phrases: [folder], answer: 'data' }, signal, () => undefined);
  }
}

/** Converts bytes to samples. They are copied, because samples need an even offset, which messages do not guarantee. */
const toSamples = (bytes: Uint8Array): Int16Array => new Int16Array(bytes.slice().buffer, 0, bytes.byteLength >> 1);
