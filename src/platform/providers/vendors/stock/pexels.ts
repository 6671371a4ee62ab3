import { z } from 'zod';
import { notSetUp } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorHttp } from '../vendor-http.ts';
import { RESULTS_AT_ONCE, nearestFile, plainName, shapeOf, stockFailure, webUrl } from './stock-source.ts';
import type { StockClipSource, StockSource } from './stock-source.ts';

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

const side = z.number().positive();
const foundClips = z.object({
  videos: z.array(
    z.object({
      url: webUrl,
      duration: z.number().nonnegative(),
      user: z.object({ name: plainName, url: webUrl }).nullish(),
      video_files: z.array(
        z.object({ link: webUrl, file_type: z.string().nullish(), width: side.nullish().catch(null), height: side.nullish().catch(null) }),
      ),
    }),
  ),
});

const ORIENTATIONS = { wide: 'landscape', tall: 'portrait', square: 'square' } as const;

const LICENCE = { licence: 'Pexels License', licenceUrl: 'https://www.pexels.com/license/' } as const;

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
      const text = `Photo by ${photographer ?? 'an unknown author'} on Pexels`;
      const by = { source: 'Pexels', title: alt, author: photographer, authorUrl, pageUrl: url ?? fileUrl };
      return [{ fileUrl, attribution: { ...by, ...LICENCE, text } }];
    });
  },
});

/** Clips of Pexels. Streams (HLS) among its files, and files without a size, are left out. */
export const pexelsClips = (http: VendorHttp, apiKey: string | undefined): StockClipSource => ({
  id: 'pexels',
  http,
  searchClips: async (words, frame, signal) => {
    if (apiKey === undefined) throw notSetUp(http.vendor);
    const query = new URLSearchParams({ query: words, orientation: ORIENTATIONS[shapeOf(frame)], per_page: String(RESULTS_AT_ONCE) });
    const headers = { authorization: apiKey };
    const answer = await http.send({ method: 'GET', path: `/videos/search?${query.toString()}`, headers, limits: LIMITS.read, signal });
    if (!answer.isOk) throw stockFailure(answer, http.vendor);
    return answer.read(foundClips).videos.flatMap(({ url, duration, user, video_files: all }) => {
      const files = all.flatMap(({ link, file_type: type, width, height }) =>
        link && type === 'video/mp4' && width && height ? [{ fileUrl: link, width, height }] : [],
      );
      const file = nearestFile(files, frame);
      if (!file) return [];
      const author = user?.name ?? null;
      const by = { source: 'Pexels', title: null, author, authorUrl: user?.url ?? null, pageUrl: url ?? file.fileUrl };
      const text = `Video by ${author ?? 'an unknown author'} on Pexels`;
      return [{ ...file, durationMs: duration * 1_000, attribution: { ...by, ...LICENCE, text } }];
    });
  },
});
