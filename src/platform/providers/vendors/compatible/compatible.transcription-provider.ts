import { readFile } from 'node:fs/promises';
import { baseLanguage } from '../../../catalogue/languages.ts';
import type { ProviderCall } from '../../provider.ts';
import type { TranscriptionProvider, TranscriptionRequest, TranscriptionResult } from '../../transcription.provider.ts';
import { openAiFailure } from '../openai/openai-failures.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorHttp } from '../vendor-http.ts';
import { LOADING_PATIENCE, authorization } from './endpoint.ts';
import type { Endpoint, Patience } from './endpoint.ts';
import { readTranscript, transcript } from './transcript.ts';
import { whileLoading } from './while-loading.ts';

/** Transcripts of any server that speaks OpenAI's protocol: Speaches, whisper.cpp, LocalAI, Groq, OpenAI. */
export class CompatibleTranscriptionProvider implements TranscriptionProvider {
  readonly id = 'openai-compatible';
  readonly revision: string;

  constructor(
    private readonly http: VendorHttp,
    private readonly endpoint: Endpoint,
    private readonly patience: Patience = LOADING_PATIENCE,
  ) {
    this.revision = `${endpoint.model}/1`;
  }

  async transcribe(request: TranscriptionRequest, call: ProviderCall): Promise<TranscriptionResult> {
    return paidCall<TranscriptionResult>(call, {
      vendor: this.http.vendor,
      key: `transcribe-${request.part}`,
      model: this.endpoint.model,
      isFree: this.endpoint.apiKey === undefined,
      expected: { unit: 'seconds', amount: Math.ceil(request.durationMs / 1_000) },
      send: () => whileLoading(() => this.#send(request, call.signal), this.patience, call.signal),
    });
  }

  async #send({ path, durationMs, language }: TranscriptionRequest, signal: AbortSignal): Promise<PaidAnswer<TranscriptionResult>> {
    const { vendor } = this.http;
    const { model, apiKey } = this.endpoint;
    const form = new FormData();
    form.set('file', new Blob([await readFile(path, { signal })], { type: 'audio/wav' }), 'speech.wav');
    form.set('model', model);
    form.set('response_format', 'verbose_json');
    form.set('timestamp_granularities[]', 'word');
    if (language !== undefined) form.set('language', baseLanguage(language));
    const headers = authorization(this.endpoint);
    const answer = await this.http.send({ method: 'POST', path: '/audio/transcriptions', headers, form, limits: LIMITS.script, signal });
    if (!answer.isOk) throw openAiFailure(answer, { vendor, model, isOwnServer: apiKey === undefined });
    // Clouds charge by the second of sound.
    const cost = { unit: 'seconds', amount: Math.ceil(durationMs / 1_000) };
    return { value: readTranscript(answer.read(transcript), durationMs), cost };
  }
}
