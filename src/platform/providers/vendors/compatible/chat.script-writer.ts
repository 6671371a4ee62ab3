import { z } from 'zod';
import type { ProviderCall, ProviderCost } from '../../provider.ts';
import { complaintOf, openAiFailure } from '../openai/openai-failures.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import type { ScriptWriter } from '../script/model.script-provider.ts';
import { expectedTokens } from '../script/questions.ts';
import type { Question } from '../script/questions.ts';
import { garbage, incomplete, refused, vendorDown } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';
import { LOADING_PATIENCE, authorization } from './endpoint.ts';
import type { Endpoint, Patience } from './endpoint.ts';
import { whileLoading } from './while-loading.ts';

const said = z.string().nullish();
const completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        error: z.unknown().optional(),
        message: z.object({ content: said, refusal: said, reasoning: said, reasoning_content: said }),
      }),
    )
    .min(1),
  usage: z.object({ total_tokens: z.number().nonnegative(), cost: z.number().nonnegative().nullish() }).nullish().catch(null),
});

/** Ways to request JSON from a server; the next one is tried when it refuses one. The prompt contains the schema too. */
const FORMATS = ['json_schema', 'json_object', 'text'] as const;
type Format = (typeof FORMATS)[number];

const MAX_TOKENS = 8_192;

/** Scripts by chat completions of any server with OpenAI's protocol: Ollama, LM Studio, llama.cpp, vLLM, LocalAI, OpenRouter, LiteLLM. */
export class ChatScriptWriter implements ScriptWriter {
  readonly id = 'openai-compatible';
  readonly vendor: string;
  readonly model: string;
  /** The format that the server accepts, learnt from refusals, for the life of the process. */
  #format: Format = 'json_schema';

  constructor(
    private readonly http: VendorHttp,
    private readonly endpoint: Endpoint,
    private readonly patience: Patience = LOADING_PATIENCE,
  ) {
    this.vendor = http.vendor;
    this.model = endpoint.model;
  }

  ask(question: Question, call: ProviderCall): Promise<string> {
    return paidCall(call, {
      vendor: this.vendor,
      key: question.key,
      model: this.model,
      isFree: this.endpoint.apiKey === undefined,
      expected: expectedTokens(question, MAX_TOKENS),
      send: () => whileLoading(() => this.#complete(question, call.signal), this.patience, call.signal),
    });
  }

  async #complete(question: Question, signal: AbortSignal): Promise<PaidAnswer<string>> {
    for (;;) {
      const format = this.#format;
      const answer = await this.http.send({
        method: 'POST',
        path: '/chat/completions',
        headers: authorization(this.endpoint),
        json: {
          model: this.model,
          messages: [
            { role: 'system', content: question.system },
            { role: 'user', content: question.user },
          ],
          temperature: 0.4,
          max_tokens: MAX_TOKENS,
          stream: false,
          ...formatOf(format, question),
        },
        limits: LIMITS.script,
        signal,
      });
      const next = FORMATS[FORMATS.indexOf(format) + 1];
      if (next === undefined || !isAboutFormat(answer)) return this.#read(answer);
      this.#format = next;
    }
  }

  #read(answer: VendorAnswer): PaidAnswer<string> {
    const asked = { vendor: this.vendor, model: this.model, isOwnServer: this.endpoint.apiKey === undefined };
    if (!answer.isOk) throw openAiFailure(answer, asked);
    // Gateways answer some failures with status 200.
    const complaint = complaintOf(answer.json);
    if (complaint) throw vendorDown(this.vendor, 'failed while it was answering');
    const { choices, usage } = answer.read(completion);
    const [choice] = choices;
    if (!choice || choice.error) throw vendorDown(this.vendor, 'failed while it was answering');
    const { message, finish_reason: reason } = choice;
    const cost = costOf(usage);
    if (message.refusal || reason === 'content_filter') return { failure: refused(this.vendor), cost };
    // An answer that was cut off is never repaired. The failure asks for a shorter film instead.
    if (reason === 'length') return { failure: incomplete(this.vendor), cost };
    if (reason === 'error') throw vendorDown(this.vendor, 'failed while it was answering');
    const text = [message.content, message.reasoning_content, message.reasoning].find((part) => part?.trim());
    if (!text) return { failure: garbage(this.vendor, 'an empty message'), cost };
    return { value: text, cost };
  }
}

const formatOf = (format: Format, { name, schema }: Question): object => {
  if (format === 'json_schema') return { response_format: { type: format, json_schema: { name, strict: true, schema } } };
  return format === 'json_object' ? { response_format: { type: format } } : {};
};

const isAboutFormat = (answer: VendorAnswer): boolean =>
  (answer.status === 400 || answer.status === 422) && /response_format|json_schema|json_object/i.test(answer.bytes.toString('utf8'));

function costOf(usage: z.infer<typeof completion>['usage']): ProviderCost | undefined {
  if (!usage) return undefined;
  return { unit: 'tokens', amount: usage.total_tokens, ...(usage.cost != null && { usd: usage.cost }) };
}
