import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../kernel/failure.ts';
import type { InstalledVoice } from '../../catalogue/voices/installed.ts';
import { Espeak, findEspeak } from '../builtin/espeak.ts';
import type { SpokenSamples } from '../speech/line-up.ts';
import { SpeechPool } from '../speech/speech-pool.ts';
import { clausesOf, englishPhonemes } from './english-phonemes.ts';
import { soundOf } from './engine-output.ts';
import type { EngineOutput, VoiceOrder } from './voice-engine.ts';

/** Milliseconds that a process is kept for the next scene, because opening a model takes 1 to 5 s. */
const KEPT_IDLE_MS = 30_000;
/** Milliseconds without output that mean a hang. Opening a large model on a slow disk and speaking its first phrase take less. */
const SILENCE_LIMIT_MS = 60_000;
/** MiB of resident memory of a process. The largest usual model takes half of it. */
const MEMORY_LIMIT_MIB = 2_048;
/** Phrases of one order are spoken one after the other, and each process has a model in memory. */
const MAX_PROCESSES = 2;

const require = createRequire(import.meta.url);
const PROCESS_FILE = fileURLToPath(new URL(`./voice-process${extname(import.meta.url)}`, import.meta.url));

/** The folder of onnxruntime-web's files: those that the build copied, else those in the package, which exists in development. */
function findRuntime(): string | undefined {
  const copied = fileURLToPath(new URL('../../../../onnxruntime', import.meta.url));
  if (existsSync(join(copied, 'ort.wasm.min.mjs'))) return copied;
  return resolved('onnxruntime-web/wasm', dirname);
}

function resolved(name: string, found = (path: string): string => path): string | undefined {
  try {
    return found(require.resolve(name));
  } catch {
    return undefined;
  }
}

export interface InstalledVoicesOptions {
  /** Replaced in tests, by a simulated engine and shorter limits. */
  readonly processFile?: string;
  readonly silenceLimitMs?: number;
  readonly memoryLimitMib?: number;
}

/** Speaks phrases with installed voices, in processes of their own. Errors are failures, or the abort reason. */
export class InstalledVoices {
  readonly #pool: SpeechPool<VoiceOrder, EngineOutput>;
  readonly #espeak: Espeak | undefined;
  readonly #runtime = findRuntime();
  readonly #sherpa = resolved('sherpa-onnx-node');

  constructor({
    processFile = PROCESS_FILE,
    silenceLimitMs = SILENCE_LIMIT_MS,
    memoryLimitMib = MEMORY_LIMIT_MIB,
  }: InstalledVoicesOptions = {}) {
    const espeak = findEspeak();
    this.#espeak = espeak === undefined ? undefined : new Espeak(espeak);
    this.#pool = new SpeechPool({
      ...{ file: processFile, argv: [this.#runtime ?? '', this.#sherpa ?? ''], limit: MAX_PROCESSES },
      ...{ silenceLimitMs, memoryLimitMib, keptIdleMs: KEPT_IDLE_MS, failed: speechFailed },
    });
  }

  /** Speaks the texts in order; `onPhrase` receives the number of finished ones. */
  async speak(
    voice: InstalledVoice,
    texts: readonly string[],
    { signal, onPhrase }: { readonly signal: AbortSignal; readonly onPhrase: (done: number) => void },
  ): Promise<SpokenSamples[]> {
    if (voice.engine === 'hibari' ? !this.#runtime || !this.#espeak : !this.#sherpa) throw engineMissing(voice);
    const spoken =
      voice.engine === 'hibari' ? await this.#phonemes(texts, signal) : texts.map((text) => ({ text, phonemes: '', words: [] }));
    const { folder, engine, speaker, sha256 } = voice;
    const order = {
      key: [folder, engine, speaker, sha256].join('\n'),
      model: { folder, engine, speaker },
      phrases: spoken.map(({ text, phonemes }) => ({ text, phonemes })),
    };
    const outputs = await this.#pool.speak(order, signal, onPhrase);
    return outputs.map((output, index) => {
      const sound = soundOf(output, spoken[index]?.words ?? [], texts[index] ?? '');
      if (typeof sound === 'string') throw speechFailed(new Error(sound));
      return sound;
    });
  }

  /** Writes espeak's data, by which Piper voices pronounce text, to a folder. */
  async copyPronunciation(folder: string, signal: AbortSignal): Promise<void> {
    if (!this.#espeak) throw espeakMissing();
    await this.#espeak.copyData(folder, signal);
  }

  /** Phonemes of each text, with the words that they were made from if espeak kept them apart. */
  async #phonemes(texts: readonly string[], signal: AbortSignal) {
    const clauses = texts.map(clausesOf);
    const ipa =
      (await this.#espeak?.phonemes(
        'en-us',
        clauses.flat().map(({ words }) => words),
        signal,
      )) ?? [];
    let next = 0;
    return texts.map((text, index) => {
      const heard = (clauses[index] ?? []).map(({ words, marks }) => ({ words, marks, phonemes: englishPhonemes(ipa[next++] ?? '') }));
      return {
        text,
        phonemes: heard.map(({ phonemes, marks }) => phonemes + marks.slice(0, 1)).join(' '),
        words: heard.flatMap(({ words, phonemes }) => pairs(words.split(' '), phonemes.split(' ').length)),
      };
    });
  }
}

/** The words of a clause, one for each group of phonemes; empty ones where espeak joined words ("of the"). */
const pairs = (words: readonly string[], groups: number): readonly string[] =>
  words.length === groups ? words : Array.from({ length: groups }, () => '');

const speechFailed = (cause: unknown): Failure =>
  new Failure('SPEECH_FAILED', 'The installed voice stopped before the end, or made no speech.', {
    category: 'PROVIDER',
    retryable: true,
    hint: 'Try again. If the same text fails every time, choose another voice, or ask the operator to remove this one and add it again (docs/voices.md).',
    cause,
  });

const espeakMissing = (): Failure =>
  new Failure('NOT_CONFIGURED', 'The optional package espeak-ng, which this voice needs to pronounce text, is not installed.', {
    category: 'RESOURCE',
    retryable: false,
    hint: 'Choose another voice, or ask the operator to install the optional package espeak-ng (npm ci without --omit=optional), or to add the voice from a folder that contains espeak-ng-data.',
  });

const engineMissing = ({ name, engine }: InstalledVoice): Failure =>
  new Failure('NOT_CONFIGURED', `The engine of the voice “${name}” (${engine}) is not installed.`, {
    category: 'RESOURCE',
    retryable: false,
    hint: 'Choose another voice, or ask the operator to install the optional packages (npm ci without --omit=optional): espeak-ng for hibari, sherpa-onnx-node for Piper and Kokoro.',
  });
