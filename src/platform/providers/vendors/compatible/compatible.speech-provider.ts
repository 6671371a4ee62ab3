import { z } from 'zod';
import { spokenText } from '../../../speech-text/spoken-text.ts';
import type { Media } from '../../../media/media.ts';
import type { ProviderCall } from '../../provider.ts';
import type { SpeechProvider, SpeechRequest, SpeechResult, SpokenWord } from '../../speech.provider.ts';
import { openAiFailure } from '../openai/openai-failures.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import { decodeSpeech } from '../results/decode-speech.ts';
import { spokenPhrases } from '../results/spoken-phrases.ts';
import { garbage } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';
import { LOADING_PATIENCE, authorization } from './endpoint.ts';
import type { Endpoint, Patience } from './endpoint.ts';
import { whileLoading } from './while-loading.ts';

interface Spoken {
  readonly bytes: Buffer;
  readonly words: readonly SpokenWord[] | undefined;
}

/** The response of Kokoro-FastAPI's own route. Words are null for languages other than English. */
const captioned = z.object({
  audio: z.string().min(1),
  timestamps: z.array(z.object({ word: z.string(), start_time: z.number(), end_time: z.number() })).nullish(),
});

/** Speech by any server with OpenAI's protocol: Kokoro-FastAPI (with word times), Speaches, LocalAI. */
export class CompatibleSpeechProvider implements SpeechProvider {
  readonly id = 'openai-compatible';
  readonly revision: string;
  /**
   * Whether the server has `/dev/captioned_speech`, learnt from the first call. Only Kokoro-FastAPI has this route, and it is not stable.
   */
  #hasTimes = true;

  /** `root` is the address of the same server without `/v1`. */
  constructor(
    private readonly http: VendorHttp,
    private readonly root: VendorHttp,
    private readonly endpoint: Endpoint,
    private readonly media: Media,
    private readonly patience: Patience = LOADING_PATIENCE,
  ) {
    this.revision = `${endpoint.model}/1`;
  }

  async speak({ text, language, voice }: SpeechRequest, call: ProviderCall): Promise<SpeechResult> {
    const { vendor } = this.http;
    const input = spokenText(text, language).spoken;
    const { bytes, words } = await paidCall<Spoken>(call, {
      vendor,
      key: 'speak',
      model: this.endpoint.model,
      isFree: this.endpoint.apiKey === undefined,
      expected: { unit: 'characters', amount: [...input].length },
      send: () => whileLoading(() => this.#speak(input, voice, call.signal), this.patience, call.signal),
    });
    const speech = await decodeSpeech(this.media, vendor, bytes, call);
    return { path: speech.path, durationMs: speech.durationMs, ...spokenPhrases(text, language, speech, words) };
  }

  async #speak(input: string, voice: string, signal: AbortSignal): Promise<PaidAnswer<Spoken>> {
    const { model } = this.endpoint;
    const headers = authorization(this.endpoint);
    const json = { model, input, voice, response_format: 'wav', speed: 1, stream: false };
    const limits = LIMITS.speech;
    const cost = { unit: 'characters', amount: [...input].length };
    if (this.#hasTimes) {
      const answer = await this.root.send({
        ...{ method: 'POST' as const, path: '/dev/captioned_speech', headers, json: { ...json, return_timestamps: true }, limits, signal },
      });
      if (answer.isOk) return { value: this.#withWords(answer), cost };
      if (answer.status !== 404 && answer.status !== 405) throw this.#failure(answer);
      this.#hasTimes = false;
    }
    const answer = await this.http.send({ method: 'POST', path: '/audio/speech', headers, json, limits, signal });
    if (!answer.isOk) throw this.#failure(answer);
    if (/json|html|text/.test(answer.contentType)) throw garbage(this.http.vendor, `${answer.contentType} instead of sound`);
    return { value: { bytes: answer.bytes, words: undefined }, cost };
  }

  #withWords(answer: VendorAnswer): Spoken {
    const { audio, timestamps } = answer.read(captioned);
    const words = timestamps?.map(({ word, start_time: start, end_time: end }) => ({
      text: word,
      startMs: start * 1_000,
      endMs: end * 1_000,
    }));
    return { bytes: Buffer.from(audio, 'base64'), words };
  }

  #failure(answer: VendorAnswer) {
    const { model, apiKey } = this.endpoint;
    return openAiFailure(answer, { vendor: this.http.vendor, model, isOwnServer: apiKey === undefined });
  }
}
