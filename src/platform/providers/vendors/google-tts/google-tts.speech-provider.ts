import { z } from 'zod';
import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import type { Media } from '../../../media/media.ts';
import type { ProviderCall } from '../../provider.ts';
import type { SpeechProvider, SpeechRequest, SpeechResult } from '../../speech.provider.ts';
import { geminiFailure } from '../gemini/gemini-failures.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import { decodeSpeech } from '../results/decode-speech.ts';
import { spokenPhrases } from '../results/spoken-phrases.ts';
import { invalidInput, notSetUp } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';

const synthesized = z.object({ audioContent: z.string().min(1) });

/** Bytes of UTF-8, not characters. Google does not raise this limit. */
const MAX_BYTES = 5_000;
const SAMPLE_RATE = 24_000;

/**
 * Speech by Google Cloud Text-to-Speech. Its times need SSML, which its best voices refuse: captions are timed by the pauses of the sound.
 */
export class GoogleSpeechProvider implements SpeechProvider {
  readonly id = 'google-tts';
  readonly revision = '1';

  constructor(
    private readonly http: VendorHttp,
    private readonly settings: CloudSettings,
    private readonly media: Media,
  ) {}

  async speak({ text, language, voice }: SpeechRequest, call: ProviderCall): Promise<SpeechResult> {
    const { vendor } = this.http;
    const apiKey = call.apiKey ?? this.settings.apiKey;
    if (apiKey === undefined) throw notSetUp(vendor);
    if (Buffer.byteLength(text) > MAX_BYTES) throw invalidInput(vendor, `the text has more than ${MAX_BYTES} bytes`);
    const cost = { unit: 'characters', amount: [...text].length };
    const bytes = await paidCall<Buffer>(call, {
      ...{ vendor, key: 'speak', model: voice, isFree: false, expected: cost },
      send: async () => {
        const answer = await this.http.send({
          method: 'POST',
          path: '/text:synthesize',
          headers: { 'x-goog-api-key': apiKey },
          json: {
            input: { text },
            voice: { languageCode: languageOf(voice, language), name: voice },
            audioConfig: { audioEncoding: 'LINEAR16', sampleRateHertz: SAMPLE_RATE },
          },
          limits: LIMITS.speech,
          signal: call.signal,
        });
        return { value: this.#read(answer, voice), cost } satisfies PaidAnswer<Buffer>;
      },
    });
    const speech = await decodeSpeech(this.media, vendor, bytes, call);
    return { path: speech.path, durationMs: speech.durationMs, ...spokenPhrases(text, language, speech, undefined) };
  }

  /** LINEAR16 comes with the header of a WAV file. */
  #read(answer: VendorAnswer, voice: string): Buffer {
    if (!answer.isOk) throw geminiFailure(answer, { vendor: this.http.vendor, model: voice });
    return Buffer.from(answer.read(synthesized).audioContent, 'base64');
  }
}

/** The language of a voice, with which its name begins: `de-DE-Chirp3-HD-Kore`. Another one than that of the voice is refused. */
const languageOf = (voice: string, language: string): string => /^[a-z]{2,3}-[A-Z]{2}(?=-)/.exec(voice)?.[0] ?? language;
