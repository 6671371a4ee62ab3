import { z } from 'zod';
import { expectedUse } from '../../../catalogue/providers/costs/expected-use.ts';
import type { Usage } from '../../../catalogue/providers/costs/prices.ts';
import type { Media } from '../../../media/media.ts';
import type { ProviderCall, ProviderCost } from '../../provider.ts';
import type { VisualProvider, VisualRequest, VisualResult } from '../../visual.provider.ts';
import { openAiFailure } from '../openai/openai-failures.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import { fitPicture } from '../results/fit-picture.ts';
import { modelSize, picturePrompt } from '../results/picture-prompt.ts';
import { garbage } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorHttp } from '../vendor-http.ts';
import { LOADING_PATIENCE, authorization } from './endpoint.ts';
import type { Endpoint, Patience } from './endpoint.ts';
import { whileLoading } from './while-loading.ts';

const pictures = z.object({ data: z.array(z.object({ b64_json: z.string().nullish(), url: z.string().nullish() })).min(1) });

/** Sides of pictures are multiples of this number of pixels. */
const SIZE_STEP = 16;

interface VisualIdentity {
  readonly id: string;
  /** Cost of an answer of a cloud, which charges by picture; undefined for the operator's own server. */
  readonly costOf?: (answer: unknown) => ProviderCost;
  /** What a picture uses at most, where it is charged. */
  readonly expected?: Usage | undefined;
  /** Fields of the request that differ between vendors. */
  readonly fields?: object;
}

const OWN_SERVER: VisualIdentity = {
  id: 'openai-compatible',
  expected: expectedUse('VISUAL', 'openai-compatible', {}),
  fields: { response_format: 'b64_json' },
};

/** Pictures by any server with OpenAI's protocol. A URL in the answer is fetched only from the server itself. */
export class CompatibleVisualProvider implements VisualProvider {
  readonly id: string;
  readonly revision: string;

  constructor(
    private readonly http: VendorHttp,
    private readonly endpoint: Endpoint,
    private readonly media: Media,
    private readonly identity: VisualIdentity = OWN_SERVER,
    private readonly patience: Patience = LOADING_PATIENCE,
  ) {
    this.id = identity.id;
    this.revision = `${endpoint.model}/1`;
  }

  async picture(request: VisualRequest, call: ProviderCall): Promise<VisualResult> {
    const { vendor } = this.http;
    // A cloud gets the key of the workspace; the operator's own server gets only the operator's key.
    const apiKey = this.identity.costOf ? (call.apiKey ?? this.endpoint.apiKey) : this.endpoint.apiKey;
    const endpoint = { ...this.endpoint, apiKey };
    const bytes = await paidCall<Buffer>(call, {
      vendor,
      key: 'picture',
      model: endpoint.model,
      isFree: apiKey === undefined,
      expected: this.identity.expected,
      send: () => whileLoading(() => this.#make(request, endpoint, call.signal), this.patience, call.signal),
    });
    return { path: await fitPicture(this.media, vendor, { bytes, frame: request }, call), made: { prompt: picturePrompt(request) } };
  }

  async #make(request: VisualRequest, endpoint: Endpoint, signal: AbortSignal): Promise<PaidAnswer<Buffer>> {
    const { model, apiKey } = endpoint;
    const { width, height } = modelSize(request, SIZE_STEP);
    const answer = await this.http.send({
      method: 'POST',
      path: '/images/generations',
      headers: authorization(endpoint),
      json: { ...(model && { model }), prompt: picturePrompt(request), n: 1, size: `${width}x${height}`, ...this.identity.fields },
      limits: LIMITS.picture,
      signal,
    });
    const isOwnServer = !this.identity.costOf && apiKey === undefined;
    if (!answer.isOk) throw openAiFailure(answer, { vendor: this.http.vendor, model, isOwnServer });
    const [picture] = answer.read(pictures).data;
    const cost = this.identity.costOf?.(answer.json) ?? { unit: 'pictures', amount: 1 };
    if (picture?.b64_json) return { value: Buffer.from(picture.b64_json, 'base64'), cost };
    return { value: await this.#fetch(picture?.url ?? '', endpoint, signal), cost };
  }

  async #fetch(address: string, endpoint: Endpoint, signal: AbortSignal): Promise<Buffer> {
    const { vendor, origin } = this.http;
    const url = URL.parse(address, `${origin}/`);
    if (!url || url.origin !== origin) throw garbage(vendor, 'a picture at another server');
    const answer = await this.http.sendTo(url, { headers: authorization(endpoint), limits: LIMITS.picture, signal });
    if (!answer.isOk) throw garbage(vendor, `a picture that cannot be fetched (${answer.status})`);
    return answer.bytes;
  }
}
