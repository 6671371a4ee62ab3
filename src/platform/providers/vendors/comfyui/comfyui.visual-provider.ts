import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../../../../kernel/failure.ts';
import type { Media } from '../../../media/media.ts';
import { contentHash } from '../../../text/content-hash.ts';
import type { ProviderCall } from '../../provider.ts';
import type { VisualProvider, VisualRequest, VisualResult } from '../../visual.provider.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import { fitPicture } from '../results/fit-picture.ts';
import { NEGATIVE_PROMPT, modelSize, picturePrompt } from '../results/picture-prompt.ts';
import { garbage, invalidInput, timedOut, vendorDown } from '../vendor-failures.ts';
import { LIMITS, NoAnswer } from '../vendor-http.ts';
import type { VendorHttp } from '../vendor-http.ts';
import { filledWorkflow } from './workflow.ts';
import type { Workflow } from './workflow.ts';

const accepted = z.object({ prompt_id: z.string(), node_errors: z.record(z.string(), z.unknown()).nullish() });
const rejected = z.object({ error: z.object({ type: z.string().catch(''), message: z.string().catch('') }) });
const file = z.object({ filename: z.string().min(1), subfolder: z.string().catch(''), type: z.string().catch('output') });
const history = z.record(
  z.string(),
  z.object({
    status: z.object({ status_str: z.string() }).nullish(),
    outputs: z.record(z.string(), z.looseObject({ images: z.array(file).nullish() })),
  }),
);
type Entry = z.infer<typeof history>[string];
const queue = z.object({ queue_running: z.array(z.array(z.unknown())), queue_pending: z.array(z.array(z.unknown())) });

const PICTURE = /\.(png|jpe?g|webp)$/i;
const SIZE_STEP = 64;
const MAX_WAIT_MS = 900_000;

/** A new one for each attempt: an identical prompt comes from ComfyUI's cache, without an output. */
const seedOfAttempt = (id: string): number => Number.parseInt(contentHash({ id }).slice(0, 12), 16);

/** Pictures by a ComfyUI of the operator's own, with a workflow of the operator's own. It takes the id of the attempt, so a lost answer is found again. */
export class ComfyUiVisualProvider implements VisualProvider {
  readonly id = 'comfyui';
  readonly revision: string;

  constructor(
    private readonly http: VendorHttp,
    private readonly workflow: Workflow,
    private readonly media: Media,
    private readonly pollMs = 1_000,
  ) {
    this.revision = `${contentHash(workflow).slice(0, 12)}/1`;
  }

  async picture(request: VisualRequest, call: ProviderCall): Promise<VisualResult> {
    const { signal } = call;
    let attempt = '';
    const bytes = await paidCall<Buffer>(call, {
      vendor: this.http.vendor,
      key: 'picture',
      model: 'workflow',
      isFree: true,
      send: async (id) => {
        attempt = id;
        await this.#submit(id, request, signal);
        return this.#wait(id, signal);
      },
      find: async ({ id }) => {
        attempt = id;
        return (await this.#isKnown(id, signal)) ? this.#wait(id, signal) : 'NEVER_ARRIVED';
      },
    });
    const made = { prompt: picturePrompt(request), seed: String(seedOfAttempt(attempt)) };
    return { path: await fitPicture(this.media, this.http.vendor, { bytes, frame: request }, call), made };
  }

  async #submit(id: string, request: VisualRequest, signal: AbortSignal): Promise<void> {
    const prompt = filledWorkflow(this.workflow, {
      prompt: picturePrompt(request),
      negative: NEGATIVE_PROMPT,
      seed: seedOfAttempt(id),
      ...modelSize(request, SIZE_STEP),
    });
    const json = { prompt, client_id: id, prompt_id: id };
    const answer = await this.http.send({ method: 'POST', path: '/prompt', json, limits: LIMITS.read, signal });
    if (answer.status >= 500) throw vendorDown(this.http.vendor);
    if (!answer.isOk) {
      const parsed = rejected.safeParse(answer.json);
      throw invalidInput(this.http.vendor, parsed.success ? parsed.data.error.message || parsed.data.error.type : '');
    }
    const { node_errors: errors } = answer.read(accepted);
    // A response of status 200 with errors of nodes makes nothing, or not everything.
    if (errors && Object.keys(errors).length > 0) {
      await this.#cancel(id);
      throw invalidInput(this.http.vendor, `errors in the nodes ${Object.keys(errors).join(', ')} of the workflow`);
    }
  }

  /**
   * Waits for the result. The submitted work continues whatever happens to the connection, so a failed connection means that the answer is
   * still to come.
   */
  async #wait(id: string, signal: AbortSignal): Promise<PaidAnswer<Buffer>> {
    const until = performance.now() + MAX_WAIT_MS;
    try {
      for (;;) {
        const entry = await this.#historyOf(id, signal);
        if (entry?.status?.status_str === 'error') throw garbage(this.http.vendor, 'an error while the workflow ran');
        if (entry) return { value: await this.#download(entry, signal) };
        // The work is neither in the queue nor in the history: ComfyUI was restarted and has lost it.
        if (!(await this.#isQueued(id, signal)) && !(await this.#historyOf(id, signal))) {
          throw vendorDown(this.http.vendor, 'lost the picture in a restart');
        }
        if (performance.now() > until) throw new NoAnswer(timedOut(this.http.vendor), undefined);
        await pause(this.pollMs, undefined, { signal });
      }
    } catch (error) {
      if (signal.aborted) await this.#cancel(id);
      throw error;
    }
  }

  async #download({ outputs }: Entry, signal: AbortSignal): Promise<Buffer> {
    const files = Object.values(outputs).flatMap(({ images }) => images ?? []);
    const made = files.find(({ filename, type }) => type === 'output' && PICTURE.test(filename));
    if (!made) throw garbage(this.http.vendor, 'no picture among the outputs of the workflow');
    const answer = await this.#get(`/view?${new URLSearchParams(made).toString()}`, signal, LIMITS.picture);
    return answer.bytes;
  }

  async #isKnown(id: string, signal: AbortSignal): Promise<boolean> {
    return (await this.#isQueued(id, signal)) || (await this.#historyOf(id, signal)) !== undefined;
  }

  async #historyOf(id: string, signal: AbortSignal): Promise<Entry | undefined> {
    return (await this.#get(`/history/${id}`, signal)).read(history)[id];
  }

  async #isQueued(id: string, signal: AbortSignal): Promise<boolean> {
    const { queue_running: running, queue_pending: pending } = (await this.#get('/queue', signal)).read(queue);
    return [...running, ...pending].some((entry) => entry[1] === id);
  }

  async #get(path: string, signal: AbortSignal, limits: (typeof LIMITS)['read' | 'picture'] = LIMITS.read) {
    try {
      const answer = await this.http.send({ method: 'GET', path, limits, signal });
      if (!answer.isOk) throw vendorDown(this.http.vendor);
      return answer;
    } catch (error) {
      throw error instanceof Failure && error.retryable ? new NoAnswer(error, error) : error;
    }
  }

  /**
   * Cancels the work with this id; without the id, ComfyUI would stop the work of others. Nobody waits for the result, so an error is only
   * logged by the client.
   */
  async #cancel(id: string): Promise<void> {
    const signal = AbortSignal.timeout(LIMITS.read.timeoutMs);
    const requests = [
      { path: '/queue', json: { delete: [id] } },
      { path: '/interrupt', json: { prompt_id: id } },
    ];
    for (const request of requests)
      await this.http.send({ method: 'POST', ...request, limits: LIMITS.read, signal }).catch(() => undefined);
  }
}
