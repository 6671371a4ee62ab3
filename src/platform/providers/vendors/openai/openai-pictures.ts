import { z } from 'zod';
import type { CloudSettings } from '../../../catalogue/provider-settings.ts';
import { expectedUse } from '../../../catalogue/providers/costs/expected-use.ts';
import type { Media } from '../../../media/media.ts';
import { CompatibleVisualProvider } from '../compatible/compatible.visual-provider.ts';
import type { VendorHttp } from '../vendor-http.ts';

const usage = z.object({ usage: z.object({ total_tokens: z.number().nonnegative() }) });

/** Pictures by OpenAI, whose answers are always base64 and charged by tokens. OpenAI refuses `response_format`. */
export const openAiPictures = (
  http: VendorHttp,
  cloud: CloudSettings & { readonly imageModel: string },
  media: Media,
): CompatibleVisualProvider =>
  // The key is read at each call, because administrators can change it.
  new CompatibleVisualProvider(
    http,
    {
      url: cloud.url,
      model: cloud.imageModel,
      get apiKey() {
        return cloud.apiKey;
      },
    },
    media,
    {
      id: 'openai',
      expected: expectedUse('VISUAL', 'openai', {}),
      fields: { output_format: 'png', quality: 'medium' },
      costOf: (answer) => {
        const parsed = usage.safeParse(answer);
        return parsed.success ? { unit: 'tokens', amount: parsed.data.usage.total_tokens } : { unit: 'pictures', amount: 1 };
      },
    },
  );
