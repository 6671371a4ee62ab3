import { z } from 'zod';
import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import type { ProviderCall } from '../../provider.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import type { ScriptWriter } from '../script/model.script-provider.ts';
import { expectedTokens } from '../script/questions.ts';
import type { Question } from '../script/questions.ts';
import { garbage, incomplete, notSetUp, refused } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';
import { geminiFailure } from './gemini-failures.ts';

const generated = z.object({
  promptFeedback: z.object({ blockReason: z.string().nullish() }).nullish(),
  candidates: z
    .array(
      z.object({
        finishReason: z.string().nullish(),
        content: z
          .object({ parts: z.array(z.object({ text: z.string().optional(), thought: z.boolean().optional() })).nullish() })
          .nullish(),
      }),
    )
    .nullish(),
  usageMetadata: z.object({ totalTokenCount: z.number().nonnegative() }).nullish().catch(null),
});

/** Reasons of an incomplete answer. CONTINUATION asks for another call with a token, which is not made. */
const CUT_OFF = ['MAX_TOKENS', 'CONTINUATION'];
const BLOCKED = ['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII'];

/** Scripts by Gemini's generateContent. A blocked prompt has no candidates in the answer. */
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
    if (!answer.isOk) throw geminiFailure(answer, { vendor: this.vendor, model: this.model });
    const { promptFeedback, candidates, usageMetadata } = answer.read(generated);
    const cost = usageMetadata ? { unit: 'tokens', amount: usageMetadata.totalTokenCount } : undefined;
    if (promptFeedback?.blockReason) return { failure: refused(this.vendor, promptFeedback.blockReason), cost };
    const [candidate] = candidates ?? [];
    if (!candidate) return { failure: garbage(this.vendor, 'no candidates'), cost };
    const reason = candidate.finishReason ?? 'STOP';
    if (BLOCKED.includes(reason)) return { failure: refused(this.vendor, reason), cost };
    if (CUT_OFF.includes(reason)) return { failure: incomplete(this.vendor), cost };
    const text = (candidate.content?.parts ?? []).map((part) => (part.thought ? '' : (part.text ?? ''))).join('');
    if (text.trim() === '') return { failure: garbage(this.vendor, 'an empty message'), cost };
    return { value: text, cost };
  }
}
