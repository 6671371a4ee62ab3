import { openAsBlob } from 'node:fs';
import { z } from 'zod';
import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import { basicKey } from '../../../http/basic-key.ts';
import type { Media } from '../../../media/media.ts';
import type { AvatarProvider, AvatarRequest, AvatarResult } from '../../avatar.provider.ts';
import type { LeftCall, LeftEnd, ProviderCall, ProviderCost, SentAttempt } from '../../provider.ts';
import { paidTask, settleTask } from '../paid-task.ts';
import type { Polling, SubmittedWork, TaskState } from '../paid-task.ts';
import { fetchPaid, fetchResult } from '../results/fetch-result.ts';
import { fitClip } from '../results/fit-clip.ts';
import { garbage, notSetUp, timedOut } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp, VendorRequest } from '../vendor-http.ts';
import { didFailure, talkFailure } from './d-id-failures.ts';

const uploaded = z.object({ url: z.string().min(1) });
interface Inputs {
  readonly portrait: string;
  readonly voice: string;
}

const created = z.object({ id: z.string().min(1) });
const talk = z.object({
  id: z.string(),
  status: z.enum(['created', 'started', 'done', 'error', 'rejected']),
  result_url: z.string().nullish(),
  /** Seconds. */
  duration: z.number().positive().nullish().catch(null),
  error: z
    .object({ kind: z.string().catch(''), description: z.string().catch('') })
    .nullish()
    .catch(null),
});
const talks = z.object({ talks: z.array(z.looseObject({ id: z.string(), user_data: z.string().nullish() })), token: z.string().nullish() });

const MODEL = 'talks';
const PAGE = 100;
const MAX_PAGES = 5;
/** Milliseconds in which a talk whose creation was not answered appears in the list, if it was created. */
export const SETTLED_MS = 120_000;

type Caller = Pick<ProviderCall, 'apiKey' | 'signal'>;
type Asked = Pick<VendorRequest, 'method' | 'path' | 'json' | 'form'>;

interface Waits {
  readonly polling: Polling;
  readonly settledMs: number;
}

/**
 * Talking portraits by D-ID. A talk cannot be stopped once it has begun. It carries the id of the attempt as `user_data`, by which a talk
 * whose creation was not answered is found in the list.
 */
export class DIdAvatarProvider implements AvatarProvider {
  readonly id = 'd-id';
  readonly revision = '1';

  constructor(
    private readonly http: VendorHttp,
    private readonly settings: CloudSettings,
    private readonly media: Media,
    private readonly waits: Waits,
  ) {}

  async present(request: AvatarRequest, call: ProviderCall): Promise<AvatarResult> {
    const { vendor } = this.http;
    const { ask } = this.#client(call);
    const upload = async (kind: 'image' | 'audio', path: string, name: string): Promise<string> => {
      const form = new FormData();
      form.set(kind, await openAsBlob(path), name);
      return (await ask(uploaded, { method: 'POST', path: `/${kind}s`, form })).url;
    };
    let inputs: Inputs | undefined;
    const bytes = await paidTask<Buffer>(call, {
      ...{ vendor, key: 'talk', model: MODEL, isFree: false, polling: this.waits.polling },
      ...this.#work(call),
      expected: { unit: 'seconds', amount: Math.ceil(request.voiceMs / 1_000) },
      prepare: async () => {
        inputs = {
          portrait: await upload('image', request.portrait, 'portrait.jpg'),
          voice: await upload('audio', request.voice, 'voice.wav'),
        };
      },
      submit: async (attemptId, signal) => {
        if (!inputs) throw new Error('the inputs are uploaded first');
        const json = {
          source_url: inputs.portrait,
          script: { type: 'audio', audio_url: inputs.voice },
          config: { result_format: 'mp4', stitch: true },
          user_data: attemptId,
        };
        return (await ask(created, { method: 'POST', path: '/talks', json }, signal)).id;
      },
    });
    const clip = await fitClip(this.media, vendor, bytes, { durationMs: request.voiceMs, hasSound: true }, call);
    return { ...clip, made: {} };
  }

  async settle(left: LeftCall): Promise<LeftEnd> {
    return settleTask(left, this.#work(left));
  }

  #work(call: Caller): SubmittedWork<Buffer> {
    const { vendor } = this.http;
    const { send, read, ask } = this.#client(call);
    const at = (taskId: string): string => `/talks/${encodeURIComponent(taskId)}`;
    return {
      search: (earlier) => this.#search(earlier, (path) => ask(talks, { method: 'GET', path })),
      look: async (taskId, signal) => {
        const answer = await send({ method: 'GET', path: at(taskId) }, signal);
        if (answer.status === 404) return { failure: garbage(vendor, 'the status 404 for a talk'), cost: 'UNKNOWN' };
        return this.#read(read(answer, talk), signal);
      },
      // Refused with 409 while the talk is made: it is then charged, and nobody can say how much.
      cancel: async (taskId) => {
        const signal = AbortSignal.timeout(LIMITS.read.timeoutMs);
        const before = await ask(talk, { method: 'GET', path: at(taskId) }, signal);
        await ask(z.unknown(), { method: 'DELETE', path: at(taskId) }, signal);
        return { cost: before.status === 'done' ? costOf(before) : { unit: 'seconds', amount: 0 } };
      },
    };
  }

  #client({ apiKey = this.settings.apiKey, signal: ofCall }: Caller) {
    const { vendor } = this.http;
    if (apiKey === undefined) throw notSetUp(vendor);
    const headers = { authorization: basicKey(apiKey) };
    const send = (asked: Asked, signal: AbortSignal): Promise<VendorAnswer> =>
      this.http.send({ ...asked, headers, limits: LIMITS.speech, signal });
    const read = <Shape extends z.ZodType>(answer: VendorAnswer, shape: Shape): z.infer<Shape> => {
      if (!answer.isOk) throw didFailure(answer, vendor);
      return answer.read(shape);
    };
    const ask = async <Shape extends z.ZodType>(shape: Shape, asked: Asked, signal = ofCall): Promise<z.infer<Shape>> =>
      read(await send(asked, signal), shape);
    return { send, read, ask };
  }

  async #read(made: z.infer<typeof talk>, signal: AbortSignal): Promise<TaskState<Buffer>> {
    const { vendor } = this.http;
    const { status, result_url: address, error } = made;
    if (status === 'created' || status === 'started') return {};
    if (status !== 'done') return { failure: talkFailure(vendor, status, error) };
    if (!address) throw garbage(vendor, 'no address of a result');
    return fetchPaid(fetchResult(this.http, address, { signal }), costOf(made));
  }

  async #search({ id, sentAt }: SentAttempt, list: (path: string) => Promise<z.infer<typeof talks>>) {
    let token: string | undefined;
    let listed = 0;
    let carrying = 0;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query = new URLSearchParams({ limit: String(PAGE), ...(token !== undefined && { token }) });
      const read = await list(`/talks?${query.toString()}`);
      const found = read.talks.find(({ user_data: data }) => data === id);
      if (found) return { taskId: found.id };
      listed += read.talks.length;
      carrying += read.talks.filter(({ user_data: data }) => data != null).length;
      token = read.token ?? undefined;
      if (token === undefined) break;
    }
    // A gateway may have given up waiting before the talk was created.
    const restMs = this.waits.settledMs - (Date.now() - sentAt.getTime());
    if (restMs > 0) throw timedOut(this.http.vendor, Math.ceil(restMs / 1_000));
    // There are older pages, or the list does not repeat what talks carry.
    return token !== undefined || (listed > 0 && carrying === 0) ? 'UNKNOWN' : 'NEVER_ARRIVED';
  }
}

/** The API does not state the charge; the plans count seconds of video. */
const costOf = ({ duration }: z.infer<typeof talk>): ProviderCost | undefined =>
  duration == null ? undefined : { unit: 'seconds', amount: duration };
