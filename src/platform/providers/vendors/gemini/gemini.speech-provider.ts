import { wavHeader } from '../../../audio/wav-header.ts';
import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import { expectedUse } from '../../../catalogue/providers/costs/expected-use.ts';
import type { Media } from '../../../media/media.ts';
import type { ProviderCall } from '../../provider.ts';
import type { SpeechProvider, SpeechRequest, SpeechResult } from '../../speech.provider.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import { decodeSpeech } from '../results/decode-speech.ts';
import { spokenPhrases } from '../results/spoken-phrases.ts';
import { garbage, notSetUp, refused } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';
import { readGemini, wordsOf } from './gemini-answer.ts';

/** Raw 16-bit samples of one channel, little-endian, whose rate only the media type states. */
const RAW = /^audio\/l16\b.*?\brate=(\d{4,6})/i;
const BYTES_PER_SAMPLE = 2;

/** Speech by Gemini's generateContent, which reports no times: captions are timed by the pauses of the sound. */
export class GeminiSpeechProvider implements SpeechProvider {
  readonly id = 'gemini';
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
    const bytes = await paidCall<Buffer>(call, {
      ...{ vendor, key: 'speak', model, isFree: false },
      expected: expectedUse('SPEECH', this.id, { characters: [...text].length }),
      send: async () =>
        this.#read(
          await this.http.send({
            method: 'POST',
            path: `/models/${encodeURIComponent(model)}:generateContent`,
            headers: { 'x-goog-api-key': apiKey },
            json: {
              contents: [{ role: 'user', parts: [{ text }] }],
              generationConfig: {
                responseModalities: ['AUDIO'],
                speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: voice } } },
              },
            },
            limits: LIMITS.speech,
            signal: call.signal,
          }),
        ),
    });
    const speech = await decodeSpeech(this.media, vendor, bytes, call);
    return { path: speech.path, durationMs: speech.durationMs, ...spokenPhrases(text, language, speech, undefined) };
  }

  #read(answer: VendorAnswer): PaidAnswer<Buffer> {
    const { vendor } = this.http;
    const read = readGemini(answer, { vendor, model: this.settings.speechModel });
    if ('failure' in read) return read;
    const { parts, cost } = read;
    // A long text is answered in several parts of one sound.
    const sounds = parts.flatMap(({ inlineData }) => inlineData ?? []);
    const words = wordsOf(parts).trim();
    if (sounds.length === 0) return { failure: words === '' ? garbage(vendor, 'no sound') : refused(vendor, words), cost };
    const rate = Number(RAW.exec(sounds[0]?.mimeType ?? '')?.[1]);
    const samples = Buffer.concat(sounds.map(({ data }) => Buffer.from(data, 'base64')));
    // Any other type names itself by its first bytes.
    if (!Number.isInteger(rate)) return { value: samples, cost };
    return { value: Buffer.concat([wavHeader(Math.floor(samples.length / BYTES_PER_SAMPLE), rate), samples]), cost };
  }
}
