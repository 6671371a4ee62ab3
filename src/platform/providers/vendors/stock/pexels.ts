import { z } from 'zod';
import { notSetUp } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorHttp } from '../vendor-http.ts';
import { RESULTS_AT_ONCE, plainName, shapeOf, stockFailure, webUrl } from './stock-source.ts';
import type { StockSource } from './stock-source.ts';

const found = z.object({
  photos: z.array(
    z.object({
      url: webUrl,
      photographer: plainName,
      photographer_url: webUrl,
      alt: plainName,
      src: z.object({ large2x: webUrl, original: webUrl }),
    }),
  ),
});

const ORIENTATIONS = { wide: 'landscape', tall: 'portrait', square: 'square' } as const;

/** Photographs of Pexels. Their licence asks for no credit, their API guidelines for one where it is possible. */
export const pexels = (http: VendorHttp, apiKey: string | undefined): StockSource => ({
  id: 'pexels',
  http,
  search: async (words, frame, signal) => {
    if (apiKey === undefined) throw notSetUp(http.vendor);
    const query = new URLSearchParams({ query: words, orientation: ORIENTATIONS[shapeOf(frame)], per_page: String(RESULTS_AT_ONCE) });
    const headers = { authorization: apiKey };
    const answer = await http.send({ method: 'GET', path: `/v1/search?${query.toString()}`, headers, limits: LIMITS.read, signal });
    if (!answer.isOk) throw stockFailure(answer, http.vendor);
    return answer.read(found).photos.flatMap(({ url, photographer, photographer_url: authorUrl, alt, src }) => {
      const fileUrl = src.large2x ?? src.original;
      if (!fileUrl) return [];
      const licence = { licence: 'Pexels License', licenceUrl: 'https://www.pexels.com/license/' };
      const text = `Photo by ${photographer ?? 'an unknown author'} on Pexels`;
      const by = { source: 'Pexels', title: alt, author: photographer, authorUrl, pageUrl: url ?? fileUrl };
      return [{ fileUrl, attribution: { ...by, ...licence, text } }];
    });
  },
});
