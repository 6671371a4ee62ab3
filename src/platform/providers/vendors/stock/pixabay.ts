import { z } from 'zod';
import { notSetUp } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorHttp } from '../vendor-http.ts';
import { RESULTS_AT_ONCE, nearestFile, plainName, shapeOf, stockFailure, webUrl } from './stock-source.ts';
import type { StockClipSource, StockSource } from './stock-source.ts';

const found = z.object({ hits: z.array(z.object({ pageURL: webUrl, largeImageURL: webUrl, user: plainName, tags: plainName })) });

const side = z.number().positive();
/** A size that does not exist has an empty address. */
const clipFile = z.object({ url: webUrl, width: side, height: side }).nullish().catch(null);
const foundClips = z.object({
  hits: z.array(
    z.object({
      ...{ pageURL: webUrl, user: plainName, tags: plainName, duration: z.number().nonnegative() },
      videos: z.object({ large: clipFile, medium: clipFile, small: clipFile, tiny: clipFile }),
    }),
  ),
});

const ORIENTATIONS = { wide: 'horizontal', tall: 'vertical', square: 'all' } as const;
const MAX_QUERY = 100;

const LICENCE = { licence: 'Pixabay Content License', licenceUrl: 'https://pixabay.com/service/license-summary/' } as const;

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
      const text = `Image by ${user ?? 'an unknown author'} on Pixabay`;
      return [
        {
          fileUrl,
          attribution: { source: 'Pixabay', title: tags, author: user, authorUrl: null, pageUrl: pageURL ?? fileUrl, ...LICENCE, text },
        },
      ];
    });
  },
});

/** Clips of Pixabay, whose search of clips knows no orientation. */
export const pixabayClips = (http: VendorHttp, apiKey: string | undefined): StockClipSource => ({
  id: 'pixabay',
  http,
  searchClips: async (words, frame, signal) => {
    if (apiKey === undefined) throw notSetUp(http.vendor);
    const query = new URLSearchParams({
      ...{ key: apiKey, q: words.slice(0, MAX_QUERY), video_type: 'film', safesearch: 'true', per_page: String(RESULTS_AT_ONCE) },
    });
    const answer = await http.send({ method: 'GET', path: `/api/videos/?${query.toString()}`, limits: LIMITS.read, signal });
    if (!answer.isOk) throw stockFailure(answer, http.vendor);
    return answer.read(foundClips).hits.flatMap(({ pageURL, user, tags, duration, videos }) => {
      const files = Object.values(videos).flatMap((one) => (one?.url ? [{ fileUrl: one.url, width: one.width, height: one.height }] : []));
      const file = nearestFile(files, frame);
      if (!file) return [];
      const by = { source: 'Pixabay', title: tags, author: user, authorUrl: null, pageUrl: pageURL ?? file.fileUrl };
      const text = `Video by ${user ?? 'an unknown author'} on Pixabay`;
      return [{ ...file, durationMs: duration * 1_000, attribution: { ...by, ...LICENCE, text } }];
    });
  },
});
