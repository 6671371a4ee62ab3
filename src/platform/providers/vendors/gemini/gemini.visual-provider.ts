import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import { expectedUse } from '../../../catalogue/providers/costs/expected-use.ts';
import type { Media } from '../../../media/media.ts';
import type { ProviderCall } from '../../provider.ts';
import type { VisualProvider, VisualRequest, VisualResult } from '../../visual.provider.ts';
import { paidCall } from '../paid-call.ts';
import type { PaidAnswer } from '../paid-call.ts';
import { fitPicture } from '../results/fit-picture.ts';
import { nearestRatio, picturePrompt } from '../results/picture-prompt.ts';
import { garbage, notSetUp, refused } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';
import { readGemini, wordsOf } from './gemini-answer.ts';

/** Aspect ratios that Gemini draws. */
const RATIOS = ['21:9', '16:9', '3:2', '4:3', '5:4', '1:1', '4:5', '3:4', '2:3', '9:16'] as const;
/** Pixels of the longer side up to which a picture of about a megapixel is enough. */
const LONG_SIDE_OF_1K = 1_408;

/** Pictures by Gemini's generateContent. Words are asked for too, because a refusal comes as words instead of a picture. */
export class GeminiVisualProvider implements VisualProvider {
  readonly id = 'gemini';
  readonly revision: string;

  constructor(
    private readonly http: VendorHttp,
    private readonly settings: CloudSettings & { readonly imageModel: string },
    private readonly media: Media,
  ) {
    this.revision = `${settings.imageModel}/1`;
  }

  async picture(request: VisualRequest, call: ProviderCall): Promise<VisualResult> {
    const { vendor } = this.http;
    const { imageModel: model } = this.settings;
    const apiKey = call.apiKey ?? this.settings.apiKey;
    if (apiKey === undefined) throw notSetUp(vendor);
    const prompt = picturePrompt(request);
    const imageSize = Math.max(request.width, request.height) > LONG_SIDE_OF_1K ? '2K' : '1K';
    const bytes = await paidCall<Buffer>(call, {
      ...{ vendor, key: 'picture', model, isFree: false, expected: expectedUse('VISUAL', this.id, {}) },
      send: async () =>
        this.#read(
          await this.http.send({
            method: 'POST',
            path: `/models/${encodeURIComponent(model)}:generateContent`,
            headers: { 'x-goog-api-key': apiKey },
            json: {
              contents: [{ role: 'user', parts: [{ text: prompt }] }],
              generationConfig: {
                responseModalities: ['TEXT', 'IMAGE'],
                imageConfig: { aspectRatio: nearestRatio(RATIOS, request), imageSize },
              },
            },
            limits: LIMITS.picture,
            signal: call.signal,
          }),
        ),
    });
    return { path: await fitPicture(this.media, vendor, { bytes, frame: request }, call), made: { prompt } };
  }

  #read(answer: VendorAnswer): PaidAnswer<Buffer> {
    const { vendor } = this.http;
    const read = readGemini(answer, { vendor, model: this.settings.imageModel });
    if ('failure' in read) return read;
    const { parts, cost } = read;
    const picture = parts.find(({ thought, inlineData }) => !thought && inlineData?.mimeType.startsWith('image/'))?.inlineData;
    if (picture) return { value: Buffer.from(picture.data, 'base64'), cost };
    const words = wordsOf(parts).trim();
    return { failure: words === '' ? garbage(vendor, 'no picture') : refused(vendor, words), cost };
  }
}
