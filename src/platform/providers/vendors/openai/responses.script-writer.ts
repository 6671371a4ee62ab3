import { z } from 'zod';
import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import type { ProviderCall } from '../../provider.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import type { ScriptWriter } from '../script/model.script-provider.ts';
import { expectedTokens } from '../script/questions.ts';
import type { Question } from '../script/questions.ts';
import { garbage, incomplete, notSetUp, refused, vendorDown } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';
import { openAiFailure } from './openai-failures.ts';

const part = z.object({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() });
const response = z.object({
  status: z.string(),
  incomplete_details: z.object({ reason: z.string().catch('') }).nullish(),
  output: z.array(z.looseObject({ type: z.string(), content: z.array(part).nullish() })),
  usage: z.object({ total_tokens: z.number().nonnegative() }).nullish().catch(null),
});

/** Scripts by OpenAI's Responses API. A refusal and an incomplete answer come with status 200. */
export class ResponsesScriptWriter implements ScriptWriter {
  readonly id = 'openai';
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
          path: '/responses',
          headers: { authorization: `Bearer ${apiKey}` },
          json: {
            model: this.model,
            instructions: question.system,
            input: question.user,
            // OpenAI must not store the answer.
            store: false,
            text: { format: { type: 'json_schema', name: question.name, strict: true, schema: question.schema } },
          },
          limits: LIMITS.script,
          signal: call.signal,
        });
        return this.#read(answer);
      },
    });
  }

  #read(answer: VendorAnswer): PaidAnswer<string> {
    if (!answer.isOk) throw openAiFailure(answer, { vendor: this.vendor, model: this.model, isOwnServer: false });
    const { status, incomplete_details: details, output, usage } = answer.read(response);
    const cost = usage ? { unit: 'tokens', amount: usage.total_tokens } : undefined;
    const parts = output.flatMap(({ content }) => content ?? []);
    if (parts.some(({ type }) => type === 'refusal') || details?.reason === 'content_filter') {
      return { failure: refused(this.vendor), cost };
    }
    if (status === 'incomplete') return { failure: incomplete(this.vendor), cost };
    if (status !== 'completed') throw vendorDown(this.vendor, 'failed while it was answering');
    const text = parts.map((one) => (one.type === 'output_text' ? (one.text ?? '') : '')).join('');
    if (text.trim() === '') return { failure: garbage(this.vendor, 'an empty message'), cost };
    return { value: text, cost };
  }
}
