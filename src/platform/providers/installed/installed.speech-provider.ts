import { Failure } from '../../../kernel/failure.ts';
import { VOICES } from '../../catalogue/voices.ts';
import { breaths } from '../builtin/breaths.ts';
import type { ProviderCall } from '../provider.ts';
import { lineUp } from '../speech/line-up.ts';
import { nothingToSpeak } from '../speech/speech-failures.ts';
import { writeSpeech } from '../speech/write-speech.ts';
import type { SpeechProvider, SpeechRequest, SpeechResult } from '../speech.provider.ts';
import type { InstalledVoices } from './installed-voices.ts';

/** Natural speech by the models in VOICES_DIR. */
export class InstalledSpeechProvider implements SpeechProvider {
  readonly id = 'installed';
  readonly revision = '1';

  constructor(private readonly voices: InstalledVoices) {}

  /** Hash of the model, because another model under the same name makes other clips. */
  revisionOf(voice: string): string {
    const { engine, speaker, sha256 } = VOICES.installed.find(({ name }) => name === voice) ?? {};
    return [this.revision, engine, speaker, sha256].join('/');
  }

  /** Speaks a text. Phrase times are sample positions in the file. Rejects with a `Failure` or with the abort reason. */
  async speak(request: SpeechRequest, call: ProviderCall): Promise<SpeechResult> {
    const voice = VOICES.installed.find(({ name }) => name === request.voice);
    if (voice === undefined) throw voiceMissing(request.voice);
    const parts = breaths(request.text, request.language);
    if (parts.length === 0) throw nothingToSpeak();
    const texts = parts.map(({ spoken }) => spoken);
    const onPhrase = (done: number): void => call.report(done / parts.length);
    const lined = lineUp(parts, await this.voices.speak(voice, texts, { signal: call.signal, onPhrase }), request.language);
    if (lined.phrases.length === 0) throw nothingToSpeak();
    return writeSpeech(lined, call);
  }
}

const voiceMissing = (voice: string): Failure =>
  new Failure('VOICE_MISSING', `This worker has no voice “${voice.slice(0, 48)}”.`, {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Choose another voice, or ask the operator to add this one again (npm run voices -- add) and to give all workers the same VOICES_DIR.',
  });
