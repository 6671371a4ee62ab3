import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import { expectedUse } from '../../../catalogue/providers/costs/expected-use.ts';
import type { Media } from '../../../media/media.ts';
import { contentHash } from '../../../text/content-hash.ts';
import type { ClipProvider, ClipRequest, ClipResult } from '../../clip.provider.ts';
import type { LeftCall, LeftEnd, ProviderCall, ProviderCost } from '../../provider.ts';
import { paidTask, settleTask } from '../paid-task.ts';
import type { Polling, SubmittedWork, TaskState } from '../paid-task.ts';
import { fetchPaid, fetchResult } from '../results/fetch-result.ts';
import { fitClip } from '../results/fit-clip.ts';
import { garbage, invalidInput, notSetUp } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';
import { runwayFailure, taskFailure } from './runway-failures.ts';

const submitted = z.object({ id: z.string().min(1) });
const cost = z.object({ credits: z.number().nonnegative() }).nullish().catch(null);
const task = z.object({
  status: z.enum(['PENDING', 'THROTTLED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']),
  progress: z.number().nullish().catch(null),
  output: z.array(z.string()).nullish(),
  failure: z.string().nullish(),
  failureCode: z.string().nullish(),
  cost,
});
type Task = z.infer<typeof task>;

/** The version of the API, which each request must state. */
const VERSION = '2024-11-06';
/** UTF-16 code units. */
const MAX_PROMPT = 1_000;
/** Bytes of a data URI. */
const MAX_IMAGE = 5 * 1024 ** 2;
const MAX_SEED = 4_294_967_295;
/** Sizes by ratio. Without a first frame, only the first two are accepted. */
const RATIOS = ['1280:720', '720:1280', '1104:832', '960:960', '832:1104', '1584:672'] as const;

/** Clips by Runway. A task that it has accepted is charged, and found again by its id alone: there is no list of tasks. */
export class RunwayClipProvider implements ClipProvider {
  readonly id = 'runway';
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
      expected: expectedUse('CLIP', this.id, { model: request.model, seconds: Math.round(request.durationMs / 1_000) }),
      ...this.#work(call, request.model),
      submit: async (_, signal) => {
        const answer = await this.http.send({
          method: 'POST',
          ...(await this.#body(request)),
          headers,
          limits: LIMITS.read,
          signal,
        });
        if (!answer.isOk) throw runwayFailure(answer, { vendor, model: request.model });
        return answer.read(submitted).id;
      },
    });
    const { width, height, fps, durationMs } = request;
    const clip = await fitClip(this.media, vendor, bytes, { size: { width, height }, fps, durationMs, hasSound: false }, call);
    return { ...clip, made: { prompt: request.prompt.slice(0, MAX_PROMPT), seed: String(seedOf(request)) } };
  }

  async settle(left: LeftCall): Promise<LeftEnd> {
    return settleTask(left, this.#work(left, left.earlier.model));
  }

  #work(call: Pick<ProviderCall, 'apiKey'>, model: string): SubmittedWork<Buffer> {
    const { vendor } = this.http;
    const headers = this.#headers(call);
    const send = (method: 'GET' | 'DELETE', taskId: string, signal: AbortSignal): Promise<VendorAnswer> =>
      this.http.send({ method, path: `/v1/tasks/${encodeURIComponent(taskId)}`, headers, limits: LIMITS.read, signal });
    return {
      look: async (taskId, signal) => {
        const answer = await send('GET', taskId, signal);
        if (answer.status === 404) return { failure: garbage(vendor, 'the status 404 for a task'), cost: 'UNKNOWN' };
        if (!answer.isOk) throw runwayFailure(answer, { vendor, model });
        return this.#read(answer.read(task), signal);
      },
      // The end of a canceled task cannot be asked for, but a task that has ended before is deleted alike.
      cancel: async (taskId) => {
        const signal = AbortSignal.timeout(LIMITS.read.timeoutMs);
        const before = (await send('GET', taskId, signal)).read(task);
        const answer = await send('DELETE', taskId, signal);
        // Only a task that has ended states what it costs.
        return answer.isOk ? { cost: costOf(before.cost) } : undefined;
      },
    };
  }

  #headers({ apiKey = this.settings.apiKey }: Pick<ProviderCall, 'apiKey'>): Readonly<Record<string, string>> {
    if (apiKey === undefined) throw notSetUp(this.http.vendor);
    return { authorization: `Bearer ${apiKey}`, 'x-runway-version': VERSION };
  }

  async #body(request: ClipRequest): Promise<{ readonly path: string; readonly json: object }> {
    const { prompt, model, durationMs, firstFrame } = request;
    const json = {
      ...{ model, promptText: prompt.slice(0, MAX_PROMPT), duration: Math.round(durationMs / 1_000), seed: seedOf(request) },
      ratio: nearestRatio(request, firstFrame === undefined ? RATIOS.slice(0, 2) : RATIOS),
    };
    if (firstFrame === undefined) return { path: '/v1/text_to_video', json };
    const promptImage = `data:image/jpeg;base64,${await readFile(firstFrame, 'base64')}`;
    if (promptImage.length > MAX_IMAGE) throw invalidInput(this.http.vendor, 'the picture has more than 5 MB');
    return { path: '/v1/image_to_video', json: { ...json, promptImage } };
  }

  async #read({ status, progress, output, failure, failureCode, cost: charged }: Task, signal: AbortSignal): Promise<TaskState<Buffer>> {
    const { vendor } = this.http;
    const costs = { cost: costOf(charged) };
    if (status === 'FAILED') return { failure: taskFailure(vendor, failureCode ?? '', failure ?? ''), ...costs };
    if (status === 'CANCELLED') return { failure: garbage(vendor, 'a task that somebody else has canceled'), ...costs };
    if (status !== 'SUCCEEDED') return { progress: progress ?? undefined };
    const [address] = output ?? [];
    if (address === undefined) return { failure: garbage(vendor, 'an empty list'), ...costs };
    return fetchPaid(fetchResult(this.http, address, { signal }), costs.cost);
  }
}

const costOf = (charged: z.infer<typeof cost>): ProviderCost | undefined =>
  charged ? { unit: 'credits', amount: charged.credits, usd: charged.credits / 100 } : undefined;

const seedOf = ({ seed, prompt }: ClipRequest): number => Number.parseInt(contentHash({ seed, prompt }).slice(0, 8), 16) % MAX_SEED;

function nearestRatio({ width, height }: ClipRequest, ratios: readonly string[]): string {
  const distance = (ratio: string): number => {
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log(across / down / (width / height)));
  };
  return ratios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best));
}
