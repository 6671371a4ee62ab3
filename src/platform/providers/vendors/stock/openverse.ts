import { z } from 'zod';
import { LIMITS } from '../vendor-http.ts';
import type { VendorHttp } from '../vendor-http.ts';
import { RESULTS_AT_ONCE, plainName, shapeOf, stockFailure, webUrl } from './stock-source.ts';
import type { StockFile, StockSource } from './stock-source.ts';

const found = z.object({
  results: z.array(
    z.object({
      url: webUrl,
      title: plainName,
      creator: plainName,
      creator_url: webUrl,
      foreign_landing_url: webUrl,
      license: z.string(),
      license_version: z.string().nullish(),
      license_url: webUrl,
      attribution: plainName,
    }),
  ),
});
type Found = z.infer<typeof found>['results'][number];

/** Free to use and to change, also commercially, without passing the licence on to the film. */
const LICENCES: Readonly<Record<string, string>> = { by: 'CC BY', cc0: 'CC0', pdm: 'Public Domain Mark' };

/** Pictures under Creative Commons licences, from many museums and collections. */
export const openverse = (http: VendorHttp): StockSource => ({
  id: 'openverse',
  http,
  search: async (words, frame, signal) => {
    const query = new URLSearchParams({
      ...{ q: words, license: Object.keys(LICENCES).join(','), aspect_ratio: shapeOf(frame), mature: 'false' },
      ...{ size: 'large', page_size: String(RESULTS_AT_ONCE) },
    });
    const answer = await http.send({ method: 'GET', path: `/v1/images/?${query.toString()}`, limits: LIMITS.read, signal });
    if (!answer.isOk) throw stockFailure(answer, http.vendor);
    return answer.read(found).results.flatMap((one) => pictureOf(one));
  },
});

function pictureOf({ url, title, creator, license, license_version: version, ...one }: Found): readonly StockFile[] {
  const name = LICENCES[license.toLowerCase()];
  if (!url || name === undefined) return [];
  const licence = version ? `${name} ${version}` : name;
  const pageUrl = one.foreign_landing_url ?? url;
  const sentence = one.attribution ?? `“${title ?? 'Untitled'}” by ${creator ?? 'an unknown author'}, ${licence}.`;
  return [
    {
      fileUrl: url,
      attribution: {
        ...{ source: 'Openverse', title, author: creator, authorUrl: one.creator_url, pageUrl, licence, licenceUrl: one.license_url },
        text: sentence,
      },
    },
  ];
}
