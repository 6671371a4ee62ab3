import { z } from 'zod';
import type { Failure } from '../../../../kernel/failure.ts';
import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import { expectedUse } from '../../../catalogue/providers/costs/expected-use.ts';
import type { Media } from '../../../media/media.ts';
import type { ProviderCall } from '../../provider.ts';
import type { VisualProvider, VisualRequest, VisualResult } from '../../visual.provider.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import { fitPicture } from '../results/fit-picture.ts';
import { NEGATIVE_PROMPT, nearestRatio, picturePrompt, seedOf } from '../results/picture-prompt.ts';
import {
  badKey,
  billing,
  garbage,
  invalidInput,
  modelRetired,
  notSetUp,
  rateLimited,
  refused,
  timedOut,
  vendorDown,
} from '../vendor-failures.ts';
import { LIMITS, NoAnswer } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';

const made = z.object({ image: z.string().min(1), finish_reason: z.string(), seed: z.number().nullish() });
const body = z.object({ name: z.string().catch(''), errors: z.array(z.string()).catch([]) });

/** Aspect ratios that Stability draws. */
const RATIOS = ['21:9', '16:9', '3:2', '5:4', '1:1', '4:5', '2:3', '9:16', '9:21'] as const;
const SEED_LIMIT = 4_294_967_294;

/**
 * Pictures by Stability AI's v2beta. The form must be multipart although it has no file. A refusal is a blurred picture with status 200,
 * and is charged.
 */
export class StabilityVisualProvider implements VisualProvider {
  readonly id = 'stability';
  readonly revision: string;

  constructor(
    private readonly http: VendorHttp,
    private readonly settings: CloudSettings & { readonly model: string },
    private readonly media: Media,
  ) {
    this.revision = `${settings.model}/1`;
  }

  async picture(request: VisualRequest, call: ProviderCall): Promise<VisualResult> {
    const { vendor } = this.http;
    const { model } = this.settings;
    const apiKey = call.apiKey ?? this.settings.apiKey;
    if (apiKey === undefined) throw notSetUp(vendor);
    const answer = await paidCall<z.infer<typeof made>>(call, {
      ...{ vendor, key: 'picture', model, isFree: false },
      expected: expectedUse('VISUAL', this.id, { model }),
      send: async () => {
        const form = new FormData();
        const fields = { prompt: picturePrompt(request).slice(0, 10_000), negative_prompt: NEGATIVE_PROMPT, output_format: 'png' };
        const shape = { aspect_ratio: nearestRatio(RATIOS, request), seed: String(seedOf(request) % SEED_LIMIT) };
        for (const [name, value] of Object.entries({ ...fields, ...shape })) form.set(name, value);
        return this.#read(
          await this.http.send({
            method: 'POST',
            path: `/v2beta/stable-image/generate/${model}`,
            headers: { authorization: `Bearer ${apiKey}` },
            form,
            limits: LIMITS.picture,
            signal: call.signal,
          }),
        );
      },
    });
    const bytes = Buffer.from(answer.image, 'base64');
    const seed = String(answer.seed ?? seedOf(request) % SEED_LIMIT);
    return { path: await fitPicture(this.media, vendor, { bytes, frame: request }, call), made: { prompt: picturePrompt(request), seed } };
  }

  #read(answer: VendorAnswer): PaidAnswer<z.infer<typeof made>> {
    if (!answer.isOk) throw this.#failureOf(answer);
    const use = expectedUse('VISUAL', this.id, this.settings);
    const cost = use && { ...use, usd: use.amount / 100 };
    const value = answer.read(made);
    return value.finish_reason === 'CONTENT_FILTERED' ? { failure: refused(this.http.vendor), cost } : { value, cost };
  }

  #failureOf(answer: VendorAnswer): Failure {
    const { vendor } = this.http;
    const parsed = body.safeParse(answer.json);
    const { name = '', errors = [] } = parsed.success ? parsed.data : {};
    if (answer.status === 401) return badKey(vendor);
    if (answer.status === 402) return billing(vendor);
    if (answer.status === 403) return name === 'content_moderation' ? refused(vendor) : badKey(vendor);
    if (answer.status === 404) return modelRetired(vendor, this.settings.model);
    if (answer.status === 429) return rateLimited(vendor, answer.retryAfterSeconds ?? 60);
    if (answer.status === 504) return new NoAnswer(timedOut(vendor), undefined);
    if (answer.status >= 500) return vendorDown(vendor);
    if ([400, 413, 422].includes(answer.status)) return invalidInput(vendor, errors.join('; '));
    return garbage(vendor, `the status ${answer.status}`);
  }
}
