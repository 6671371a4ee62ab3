import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import type { ProviderCall } from '../../provider.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import type { ScriptWriter } from '../script/model.script-provider.ts';
import { expectedTokens } from '../script/questions.ts';
import type { Question } from '../script/questions.ts';
import { garbage, notSetUp } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';
import { readGemini, wordsOf } from './gemini-answer.ts';

/** Scripts by Gemini's generateContent. */
export class GeminiScriptWriter implements ScriptWriter {
  readonly id = 'gemini';
  readonly vendor: string;
  readonly model: string;

  constructor(
    private readonly http: VendorHttp,
    private readonly settings: CloudSettings & { readonly model: string },
  ) {
    this.vendor = http.vendor;
    this.model = settings.model;
  }

  ask(question: Question, call: ProviderCall): Promise<string> {
    const apiKey = call.apiKey ?? this.settings.apiKey;
    if (apiKey === undefined) throw notSetUp(this.vendor);
    return paidCall(call, {
      ...{ vendor: this.vendor, key: question.key, model: this.model, isFree: false, expected: expectedTokens(question) },
      send: async () => {
        const answer = await this.http.send({
          method: 'POST',
          path: `/models/${encodeURIComponent(this.model)}:generateContent`,
          headers: { 'x-goog-api-key': apiKey },
          json: {
            systemInstruction: { parts: [{ text: question.system }] },
            contents: [{ role: 'user', parts: [{ text: question.user }] }],
            generationConfig: { responseMimeType: 'application/json', responseJsonSchema: question.schema },
          },
          limits: LIMITS.script,
          signal: call.signal,
        });
        return this.#read(answer);
      },
    });
  }

  #read(answer: VendorAnswer): PaidAnswer<string> {
    const read = readGemini(answer, { vendor: this.vendor, model: this.model });
    if ('failure' in read) return read;
    const value = wordsOf(read.parts);
    return value.trim() === '' ? { failure: garbage(this.vendor, 'an empty message'), cost: read.cost } : { value, cost: read.cost };
  }
}
