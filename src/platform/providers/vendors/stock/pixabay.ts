import { z } from 'zod';
import { notSetUp } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorHttp } from '../vendor-http.ts';
import { RESULTS_AT_ONCE, plainName, shapeOf, stockFailure, webUrl } from './stock-source.ts';
import type { StockSource } from './stock-source.ts';

const found = z.object({ hits: z.array(z.object({ pageURL: webUrl, largeImageURL: webUrl, user: plainName, tags: plainName })) });

const ORIENTATIONS = { wide: 'horizontal', tall: 'vertical', square: 'all' } as const;
const MAX_QUERY = 100;

/** Photographs of Pixabay. The key is in the query, so that no address of a call may be logged. */
export const pixabay = (http: VendorHttp, apiKey: string | undefined): StockSource => ({
  id: 'pixabay',
  http,
  search: async (words, frame, signal) => {
    if (apiKey === undefined) throw notSetUp(http.vendor);
    const query = new URLSearchParams({
      ...{ key: apiKey, q: words.slice(0, MAX_QUERY), image_type: 'photo', orientation: ORIENTATIONS[shapeOf(frame)] },
      ...{ safesearch: 'true', per_page: String(RESULTS_AT_ONCE) },
    });
    const answer = await http.send({ method: 'GET', path: `/api/?${query.toString()}`, limits: LIMITS.read, signal });
    if (!answer.isOk) throw stockFailure(answer, http.vendor);
    return answer.read(found).hits.flatMap(({ pageURL, largeImageURL: fileUrl, user, tags }) => {
      if (!fileUrl) return [];
      const licence = { licence: 'Pixabay Content License', licenceUrl: 'https://pixabay.com/service/license-summary/' };
      const text = `Image by ${user ?? 'an unknown author'} on Pixabay`;
      return [
        {
          fileUrl,
          attribution: { source: 'Pixabay', title: tags, author: user, authorUrl: null, pageUrl: pageURL ?? fileUrl, ...licence, text },
        },
      ];
    });
  },
});
