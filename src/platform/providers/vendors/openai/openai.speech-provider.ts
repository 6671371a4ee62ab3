import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import type { Media } from '../../../media/media.ts';
import type { ProviderCall } from '../../provider.ts';
import type { SpeechProvider, SpeechRequest, SpeechResult } from '../../speech.provider.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import { decodeSpeech } from '../results/decode-speech.ts';
import { spokenPhrases } from '../results/spoken-phrases.ts';
import { garbage, invalidInput, notSetUp } from '../vendor-failures.ts';
import { LIMITS, UnreadableAnswer } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';
import { openAiFailure } from './openai-failures.ts';

const MAX_CHARACTERS = 4_096;

/**
 * Speech by OpenAI, which reports no times: captions are timed by the pauses of the sound. OpenAI switches all models of this route off on
 * 2027-01-06.
 */
export class OpenAiSpeechProvider implements SpeechProvider {
  readonly id = 'openai';
  readonly revision: string;

  constructor(
    private readonly http: VendorHttp,
    private readonly settings: CloudSettings & { readonly speechModel: string },
    private readonly media: Media,
  ) {
    this.revision = `${settings.speechModel}/1`;
  }

  async speak({ text, language, voice }: SpeechRequest, call: ProviderCall): Promise<SpeechResult> {
    const { vendor } = this.http;
    const { speechModel: model } = this.settings;
    const apiKey = call.apiKey ?? this.settings.apiKey;
    if (apiKey === undefined) throw notSetUp(vendor);
    const amount = [...text].length;
    if (amount > MAX_CHARACTERS) throw invalidInput(vendor, `the text has more than ${MAX_CHARACTERS} characters`);
    // The answer is the sound alone, without a usage, so the characters of the request are booked.
    const cost = { unit: 'characters', amount };
    const bytes = await paidCall<Buffer>(call, {
      ...{ vendor, key: 'speak', model, isFree: false, expected: cost },
      send: async () => {
        const answer = await this.http.send({
          method: 'POST',
          path: '/audio/speech',
          headers: { authorization: `Bearer ${apiKey}`, accept: 'audio/wav' },
          json: { model, voice, input: text, response_format: 'wav' },
          limits: LIMITS.speech,
          signal: call.signal,
        });
        return { value: this.#read(answer), cost } satisfies PaidAnswer<Buffer>;
      },
    });
    const speech = await decodeSpeech(this.media, vendor, bytes, call);
    return { path: speech.path, durationMs: speech.durationMs, ...spokenPhrases(text, language, speech, undefined) };
  }

  #read(answer: VendorAnswer): Buffer {
    const { vendor } = this.http;
    if (!answer.isOk) throw openAiFailure(answer, { vendor, model: this.settings.speechModel, isOwnServer: false });
    if (/json|html|text/.test(answer.contentType)) throw new UnreadableAnswer(garbage(vendor, `${answer.contentType} instead of sound`));
    if (answer.bytes.length === 0) throw new UnreadableAnswer(garbage(vendor, 'no sound'));
    return answer.bytes;
  }
}
