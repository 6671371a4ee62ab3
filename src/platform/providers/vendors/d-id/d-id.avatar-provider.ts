import { openAsBlob } from 'node:fs';
import { z } from 'zod';
import { Failure } from '../../../../kernel/failure.ts';
import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import { basicKey } from '../../../http/basic-key.ts';
import type { Media } from '../../../media/media.ts';
import type { AvatarProvider, AvatarRequest, AvatarResult } from '../../avatar.provider.ts';
import type { ProviderCall, SentAttempt } from '../../provider.ts';
import { paidTask } from '../paid-task.ts';
import type { Polling, TaskState } from '../paid-task.ts';
import { fetchResult } from '../results/fetch-result.ts';
import { fitClip } from '../results/fit-clip.ts';
import { garbage, notSetUp, timedOut } from '../vendor-failures.ts';
import { LIMITS, NoAnswer } from '../vendor-http.ts';
import type { VendorHttp, VendorRequest } from '../vendor-http.ts';
import { didFailure, talkFailure } from './d-id-failures.ts';

const uploaded = z.object({ url: z.string().min(1) });
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
    const apiKey = call.apiKey ?? this.settings.apiKey;
    if (apiKey === undefined) throw notSetUp(vendor);
    const ask = async <Shape extends z.ZodType>(
      shape: Shape,
      asked: Pick<VendorRequest, 'method' | 'path' | 'json' | 'form'>,
      signal = call.signal,
    ): Promise<z.infer<Shape>> => {
      const answer = await this.http.send({ ...asked, headers: { authorization: basicKey(apiKey) }, limits: LIMITS.speech, signal });
      if (!answer.isOk) throw didFailure(answer, vendor);
      return answer.read(shape);
    };
    const at = (taskId: string): string => `/talks/${encodeURIComponent(taskId)}`;
    const bytes = await paidTask<Buffer>(call, {
      ...{ vendor, key: 'talk', model: MODEL, isFree: false, polling: this.waits.polling },
      expected: { unit: 'seconds', amount: Math.ceil(request.voiceMs / 1_000) },
      submit: async (attemptId) => {
        // Uploads cost nothing. Without an answer nothing was submitted, so that they may be repeated.
        const upload = async (kind: 'image' | 'audio', path: string, name: string): Promise<string> => {
          const form = new FormData();
          form.set(kind, await openAsBlob(path), name);
          const sent = ask(uploaded, { method: 'POST', path: `/${kind}s`, form });
          return (
            await sent.catch((error: unknown) => {
              throw error instanceof NoAnswer ? repeatable(error) : error;
            })
          ).url;
        };
        const sourceUrl = await upload('image', request.portrait, 'portrait.jpg');
        const audioUrl = await upload('audio', request.voice, 'voice.wav');
        const json = {
          source_url: sourceUrl,
          script: { type: 'audio', audio_url: audioUrl },
          config: { result_format: 'mp4', stitch: true },
          user_data: attemptId,
        };
        return (await ask(created, { method: 'POST', path: '/talks', json })).id;
      },
      search: (earlier) => this.#search(earlier, (path) => ask(talks, { method: 'GET', path })),
      look: async (taskId) => this.#read(await ask(talk, { method: 'GET', path: at(taskId) }), call.signal),
      // Refused with 409 while the talk is made: it is then charged, and nobody can say how much.
      cancel: async (taskId) => {
        await ask(z.unknown(), { method: 'DELETE', path: at(taskId) }, AbortSignal.timeout(LIMITS.read.timeoutMs));
        return {};
      },
    });
    const clip = await fitClip(this.media, vendor, bytes, { durationMs: request.voiceMs, hasSound: true }, call);
    return { ...clip, made: {} };
  }

  async #read({ status, result_url: address, error, duration }: z.infer<typeof talk>, signal: AbortSignal): Promise<TaskState<Buffer>> {
    const { vendor } = this.http;
    if (status === 'created' || status === 'started') return {};
    if (status !== 'done') return { failure: talkFailure(vendor, status, error) };
    if (!address) throw garbage(vendor, 'no address of a result');
    // The API does not state the charge; the plans count seconds of video.
    const cost = duration == null ? undefined : { unit: 'seconds', amount: duration };
    return { value: await fetchResult(this.http, address, { signal }), cost };
  }

  async #search({ id, sentAt }: SentAttempt, list: (path: string) => Promise<z.infer<typeof talks>>): Promise<string | undefined> {
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query = new URLSearchParams({ limit: String(PAGE), ...(token !== undefined && { token }) });
      const read = await list(`/talks?${query.toString()}`);
      const found = read.talks.find(({ user_data: data }) => data === id);
      if (found) return found.id;
      token = read.token ?? undefined;
      if (token === undefined) break;
    }
    // A gateway may have given up waiting before the talk was created.
    if (Date.now() - sentAt.getTime() < this.waits.settledMs) throw new NoAnswer(timedOut(this.http.vendor), undefined);
    return undefined;
  }
}

/** The same failure of a request that may be repeated. */
const repeatable = ({ code, message, category, retryable, hint }: NoAnswer): Failure =>
  new Failure(code, message, { category, retryable, hint });
