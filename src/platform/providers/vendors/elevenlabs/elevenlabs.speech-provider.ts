import { z } from 'zod';
import type { Failure } from '../../../../kernel/failure.ts';
import { baseLanguage } from '../../../catalogue/languages.ts';
import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import type { Media } from '../../../media/media.ts';
import type { ProviderCall } from '../../provider.ts';
import type { SpeechProvider, SpeechRequest, SpeechResult, SpokenWord } from '../../speech.provider.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import { decodeSpeech } from '../results/decode-speech.ts';
import { spokenPhrases } from '../results/spoken-phrases.ts';
import { badKey, billing, garbage, invalidInput, modelRetired, notSetUp, rateLimited, timedOut, vendorDown } from '../vendor-failures.ts';
import { LIMITS, NoAnswer } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';

const times = z.object({
  characters: z.array(z.string()),
  character_start_times_seconds: z.array(z.number()),
  character_end_times_seconds: z.array(z.number()),
});
/** Both alignments are optional. The normalized one romanises other scripts, so the plain one is used for captions. */
const spoken = z.object({ audio_base64: z.string().min(1), alignment: times.nullish() });

const detail = z.object({ code: z.string().optional(), status: z.string().optional(), message: z.string().optional() });
const body = z.object({ detail: z.union([z.string(), detail, z.array(z.object({ msg: z.string().optional() }))]) });

interface Spoken {
  readonly bytes: Buffer;
  readonly words: readonly SpokenWord[] | undefined;
}

/** Speech by ElevenLabs, which reports the time of each character. */
export class ElevenLabsSpeechProvider implements SpeechProvider {
  readonly id = 'elevenlabs';
  readonly revision: string;

  constructor(
    private readonly http: VendorHttp,
    private readonly settings: CloudSettings & { readonly model: string },
    private readonly media: Media,
  ) {
    this.revision = `${settings.model}/1`;
  }

  async speak({ text, language, voice }: SpeechRequest, call: ProviderCall): Promise<SpeechResult> {
    const { vendor } = this.http;
    const apiKey = call.apiKey ?? this.settings.apiKey;
    if (apiKey === undefined) throw notSetUp(vendor);
    const { bytes, words } = await paidCall<Spoken>(call, {
      ...{ vendor, key: 'speak', model: this.settings.model, isFree: false },
      expected: { unit: 'characters', amount: [...text].length },
      send: async () => {
        const answer = await this.http.send({
          method: 'POST',
          path: `/v1/text-to-speech/${encodeURIComponent(voice)}/with-timestamps?output_format=mp3_44100_128`,
          headers: { 'xi-api-key': apiKey },
          json: { text, model_id: this.settings.model, ...languageOf(this.settings.model, language) },
          limits: LIMITS.speech,
          signal: call.signal,
        });
        return this.#read(answer, text);
      },
    });
    const speech = await decodeSpeech(this.media, vendor, bytes, call);
    return { path: speech.path, durationMs: speech.durationMs, ...spokenPhrases(text, language, speech, words) };
  }

  #read(answer: VendorAnswer, text: string): PaidAnswer<Spoken> {
    if (!answer.isOk) throw this.#failureOf(answer);
    const { audio_base64: audio, alignment } = answer.read(spoken);
    // The header has the charged characters, if the plan reports them.
    const charged = Number(answer.header('character-cost') ?? [...text].length);
    const amount = Number.isFinite(charged) ? charged : [...text].length;
    const words = alignment ? wordsOf(alignment) : undefined;
    return { value: { bytes: Buffer.from(audio, 'base64'), words }, cost: { unit: 'characters', amount } };
  }

  #failureOf(answer: VendorAnswer): Failure {
    const { vendor } = this.http;
    const parsed = body.safeParse(answer.json);
    const complaint =
      parsed.success && typeof parsed.data.detail === 'object' && !Array.isArray(parsed.data.detail) ? parsed.data.detail : {};
    const code = complaint.code ?? complaint.status ?? '';
    // Until 2026, accounts without money were answered with status 401.
    if (answer.status === 402 || code === 'quota_exceeded' || code === 'insufficient_credits') return billing(vendor);
    if (answer.status === 401 || answer.status === 403) return badKey(vendor);
    if (answer.status === 404)
      return /model/.test(code) ? modelRetired(vendor, this.settings.model) : invalidInput(vendor, 'the voice does not exist');
    if (answer.status === 429)
      return code === 'system_busy' ? vendorDown(vendor, 'is overloaded') : rateLimited(vendor, answer.retryAfterSeconds);
    if (answer.status === 504) return new NoAnswer(timedOut(vendor), undefined);
    if (answer.status >= 500) return vendorDown(vendor);
    if (answer.status === 400 || answer.status === 422) return invalidInput(vendor, complaint.message ?? '');
    return garbage(vendor, `the status ${answer.status}`);
  }
}

/** The field for the language, which only models of the flash and turbo families accept; others refuse it. */
const languageOf = (model: string, language: string): object =>
  /flash|turbo/.test(model) ? { language_code: baseLanguage(language) } : {};

/** Combines characters to words; undefined where the lists do not have the same length. */
function wordsOf({
  characters,
  character_start_times_seconds: starts,
  character_end_times_seconds: ends,
}: z.infer<typeof times>): readonly SpokenWord[] | undefined {
  if (starts.length !== characters.length || ends.length !== characters.length) return undefined;
  const words: { text: string; startMs: number; endMs: number }[] = [];
  let isInside = false;
  for (const [index, character] of characters.entries()) {
    const isBlank = character.trim() === '';
    const last = words.at(-1);
    if (!isBlank && isInside && last) {
      last.text += character;
      last.endMs = (ends[index] ?? 0) * 1_000;
    } else if (!isBlank) words.push({ text: character, startMs: (starts[index] ?? 0) * 1_000, endMs: (ends[index] ?? 0) * 1_000 });
    isInside = !isBlank;
  }
  return words;
}
