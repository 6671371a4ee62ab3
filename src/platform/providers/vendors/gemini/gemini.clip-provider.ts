import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import { expectedUse } from '../../../catalogue/providers/costs/expected-use.ts';
import type { Media } from '../../../media/media.ts';
import type { ClipProvider, ClipRequest, ClipResult } from '../../clip.provider.ts';
import type { LeftCall, LeftEnd, ProviderCall } from '../../provider.ts';
import { paidTask, settleTask } from '../paid-task.ts';
import type { Polling, SubmittedWork, TaskState } from '../paid-task.ts';
import { fetchPaid, fetchResult } from '../results/fetch-result.ts';
import { fitClip } from '../results/fit-clip.ts';
import { garbage, incomplete, notSetUp, quota, refused, vendorDown } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';
import { geminiFailure } from './gemini-failures.ts';

const content = z.object({ type: z.string(), data: z.string().nullish(), uri: z.string().nullish() });
const problem = z.object({ code: z.union([z.string(), z.number()]).nullish(), message: z.string().nullish() });
const interaction = z.object({
  id: z.string().min(1),
  status: z.string(),
  steps: z
    .array(z.object({ type: z.string(), content: z.array(content).nullish().catch(null), error: problem.nullish().catch(null) }))
    .nullish(),
  output_video: content.nullish().catch(null),
  errors: z.array(problem).nullish().catch(null),
  usage: z.object({ total_tokens: z.number().nonnegative().nullish() }).nullish().catch(null),
});
type Interaction = z.infer<typeof interaction>;

/** A model that makes clips only while the caller waits may answer with the clip. */
const SUBMISSION = { ...LIMITS.script, maxBytes: LIMITS.clip.maxBytes };
const WAITING = ['queued', 'in_progress'];
/** Words in the errors of an interaction that was blocked. */
const BLOCKED = /safety|blocked|prohibited|policy|recitation/i;

/** Clips by Gemini Omni through the Interactions API. The sound of its clips is left out. */
export class GeminiClipProvider implements ClipProvider {
  readonly id = 'gemini';
  readonly revision = '1';

  constructor(
    private readonly http: VendorHttp,
    private readonly settings: CloudSettings,
    private readonly media: Media,
    private readonly polling: Polling,
  ) {}

  async clip(request: ClipRequest, call: ProviderCall): Promise<ClipResult> {
    const { vendor } = this.http;
    const headers = this.#headers(call);
    const bytes = await paidTask<Buffer>(call, {
      ...{ vendor, key: 'clip', model: request.model, isFree: false, polling: this.polling },
      ...this.#work(call, request.model),
      expected: expectedUse('CLIP', this.id, { seconds: Math.round(request.durationMs / 1_000) }),
      submit: async (_, signal) => {
        const body = { ...(await bodyOf(request)), store: true };
        const post = (json: object): Promise<VendorAnswer> =>
          this.http.send({ method: 'POST', path: '/interactions', headers, json, limits: SUBMISSION, signal });
        const first = await post({ ...body, background: true });
        // A model that makes clips only while the caller waits: the refused request has made nothing. Others ignore the field and answer late.
        const answer = first.status === 400 && /background/i.test(first.bytes.toString('utf8')) ? await post(body) : first;
        if (!answer.isOk) throw geminiFailure(answer, { vendor, model: request.model });
        return answer.read(interaction).id;
      },
    });
    const { width, height, fps, durationMs } = request;
    const clip = await fitClip(this.media, vendor, bytes, { size: { width, height }, fps, durationMs, hasSound: false }, call);
    return { ...clip, made: { prompt: request.prompt } };
  }

  async settle(left: LeftCall): Promise<LeftEnd> {
    return settleTask(left, this.#work(left, left.earlier.model));
  }

  #work(call: Pick<ProviderCall, 'apiKey'>, model: string): SubmittedWork<Buffer> {
    const { vendor } = this.http;
    const headers = this.#headers(call);
    const at = (taskId: string): string => `/interactions/${encodeURIComponent(taskId)}`;
    const read = async (method: 'GET' | 'POST', path: string, signal: AbortSignal): Promise<Interaction | 'GONE'> => {
      const answer = await this.http.send({ method, path, headers, limits: LIMITS.clip, signal });
      if (answer.status === 404) return 'GONE';
      if (!answer.isOk) throw geminiFailure(answer, { vendor, model });
      return answer.read(interaction);
    };
    return {
      look: async (taskId, signal) => {
        const made = await read('GET', at(taskId), signal);
        if (made === 'GONE') return { failure: garbage(vendor, 'the status 404 for an interaction'), cost: 'UNKNOWN' };
        return this.#read(made, { headers, signal });
      },
      cancel: async (taskId) => {
        const signal = AbortSignal.timeout(LIMITS.read.timeoutMs);
        // A finished interaction cannot be canceled.
        const ended = await read('POST', `${at(taskId)}/cancel`, signal).catch(() => read('GET', at(taskId), signal));
        return ended === 'GONE' || WAITING.includes(ended.status) ? undefined : { cost: costOf(ended) };
      },
    };
  }

  #headers({ apiKey = this.settings.apiKey }: Pick<ProviderCall, 'apiKey'>): Readonly<Record<string, string>> {
    if (apiKey === undefined) throw notSetUp(this.http.vendor);
    return { 'x-goog-api-key': apiKey };
  }

  async #read(
    made: Interaction,
    { headers, signal }: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  ): Promise<TaskState<Buffer>> {
    const { vendor } = this.http;
    if (WAITING.includes(made.status)) return {};
    const cost = costOf(made);
    const steps = made.steps ?? [];
    const errors = [...(made.errors ?? []), ...steps.map(({ error }) => error)].flatMap((one) => one ?? []);
    const said = errors.map(({ code, message }) => `${code ?? ''} ${message ?? ''}`.trim()).join('; ');
    if (BLOCKED.test(said)) return { failure: refused(vendor, said), cost };
    if (made.status === 'incomplete' || made.status === 'requires_continuation') return { failure: incomplete(vendor), cost };
    if (made.status === 'budget_exceeded') return { failure: quota(vendor), cost };
    if (made.status === 'failed') return { failure: vendorDown(vendor, 'could not make the clip'), cost };
    if (made.status !== 'completed') return { failure: garbage(vendor, `an interaction that is ${made.status.slice(0, 40)}`), cost };
    const videos = [made.output_video, ...steps.flatMap((step) => step.content ?? [])].flatMap((one) => (one?.type === 'video' ? one : []));
    const video = videos.at(-1);
    if (video?.data) return { value: Buffer.from(video.data, 'base64'), cost };
    if (video?.uri) return fetchPaid(fetchResult(this.http, video.uri, { headers, signal }), cost);
    return { failure: garbage(vendor, 'no clip'), cost };
  }
}

const costOf = ({ usage }: Interaction) => (usage?.total_tokens == null ? undefined : { unit: 'tokens', amount: usage.total_tokens });

async function bodyOf({ prompt, model, width, height, durationMs, firstFrame }: ClipRequest): Promise<object> {
  const text = { type: 'text', text: prompt };
  const image = firstFrame && { type: 'image', mime_type: 'image/jpeg', data: await readFile(firstFrame, 'base64') };
  return {
    model,
    input: image ? [image, text] : [text],
    response_format: {
      type: 'video',
      aspect_ratio: width >= height ? '16:9' : '9:16',
      duration: `${Math.round(durationMs / 1_000)}s`,
      resolution: resolutionOf(Math.min(width, height)),
      delivery: 'uri',
    },
  };
}

const resolutionOf = (side: number): string => (side <= 360 ? '360p' : side <= 720 ? '720p' : '1080p');
