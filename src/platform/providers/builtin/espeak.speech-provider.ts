import { Failure } from '../../../kernel/failure.ts';
import type { ProviderCall } from '../provider.ts';
import type { SpeechProvider, SpeechRequest, SpeechResult } from '../speech.provider.ts';
import { nothingToSpeak } from '../speech/speech-failures.ts';
import { lineUp } from '../speech/line-up.ts';
import { writeSpeech } from '../speech/write-speech.ts';
import { breaths } from './breaths.ts';
import { BUILTIN_VOICES } from '../../catalogue/voices/builtin.ts';
import { Espeak, findEspeak } from './espeak.ts';

/** Offline speech by espeak-ng, which sounds synthetic but gives exact phrase times. Needs the optional package `espeak-ng` (GPL-3). */
export class EspeakSpeechProvider implements SpeechProvider {
  readonly id = 'builtin';
  readonly revision = 'espeak-ng-1.0.2/3';
  readonly #espeak: Espeak | undefined;

  constructor({ enginePath = findEspeak(), ...limits }: { enginePath?: string | undefined; silenceLimitMs?: number } = {}) {
    this.#espeak = enginePath === undefined || enginePath === '' ? undefined : new Espeak(enginePath, limits);
  }

  /** Speaks a text. Times are sample positions in the file. Rejects with a `Failure` or with the abort reason. */
  async speak(request: SpeechRequest, call: ProviderCall): Promise<SpeechResult> {
    if (this.#espeak === undefined) throw notInstalled();
    const voice = BUILTIN_VOICES.find(({ name }) => name === request.voice);
    if (voice === undefined) throw unknownVoice(request.voice);
    const parts = breaths(request.text, request.language);
    if (parts.length === 0) throw nothingToSpeak();
    const order = { voice: voice.engineName, wordsPerMinute: voice.wordsPerMinute, phrases: parts.map(({ spoken }) => spoken) };
    const spoken = await this.#espeak.speak(order, call.signal, (done) => {
      call.report(done / parts.length);
    });
    const lined = lineUp(parts, spoken, request.language);
    if (lined.phrases.length === 0) throw nothingToSpeak();
    return writeSpeech(lined, call);
  }
}

const notInstalled = (): Failure =>
  new Failure('NOT_CONFIGURED', 'The built-in voice is not installed.', {
    category: 'RESOURCE',
    retryable: false,
    hint: 'Choose a voice of another provider, or ask the operator to install the optional package espeak-ng (npm ci without --omit=optional).',
  });

const unknownVoice = (voice: string): Failure =>
  new Failure('UNKNOWN_VOICE', `The built-in speech provider has no voice “${voice.slice(0, 40)}”.`, {
    category: 'USER_INPUT',
    retryable: false,
    hint: `Choose one of ${BUILTIN_VOICES.map(({ name }) => name).join(', ')}.`,
  });
