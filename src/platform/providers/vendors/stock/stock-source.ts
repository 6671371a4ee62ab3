import { z } from 'zod';
import type { Failure } from '../../../../kernel/failure.ts';
import type { Attribution } from '../../../provenance/provenance.ts';
import type { VisualRequest } from '../../visual.provider.ts';
import { badKey, garbage, invalidInput, rateLimited, vendorDown } from '../vendor-failures.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';

/** A picture that may be used in a film, with what its licence asks for. */
export interface StockPicture {
  readonly fileUrl: string;
  readonly attribution: Attribution;
}

/** A collection of pictures. */
export interface StockSource {
  /** Name of the provider in the catalogue. */
  readonly id: string;
  readonly http: VendorHttp;
  /** The best ones first; those whose licence forbids commercial use or changes are left out. */
  search(words: string, frame: Pick<VisualRequest, 'width' | 'height'>, signal: AbortSignal): Promise<readonly StockPicture[]>;
}

export const RESULTS_AT_ONCE = 20;

/** A web address; anything else, such as a script, is null. */
export const webUrl = z
  .url({ protocol: /^https?$/ })
  .nullish()
  .catch(null)
  .transform((url) => url ?? null);

const MAX_LENGTH = 300;

/** A name or title that strangers wrote, in one line and without markup. */
export const plainName = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) =>
    text
      ?.replaceAll(/<[^<>]*>/g, ' ')
      .replaceAll(/[\p{Cc}\p{Cf}\s<>]+/gu, ' ')
      .trim()
      .slice(0, MAX_LENGTH),
  )
  .transform((text) => text || null);

/** Which of three shapes a frame is nearest to. */
export function shapeOf({ width, height }: Pick<VisualRequest, 'width' | 'height'>): 'wide' | 'tall' | 'square' {
  const ratio = width / height;
  return ratio > 1.15 ? 'wide' : ratio < 0.87 ? 'tall' : 'square';
}

/** The failure for an answer without success. Pixabay answers with plain text, also about its key. */
export function stockFailure(answer: VendorAnswer, vendor: string): Failure {
  if (answer.status === 401 || answer.status === 403) return badKey(vendor);
  if (answer.status === 429) return rateLimited(vendor, answer.retryAfterSeconds ?? 60);
  if (answer.status >= 500) return vendorDown(vendor);
  if (answer.status !== 400 && answer.status !== 422) return garbage(vendor, `the status ${answer.status}`);
  return /api key/i.test(answer.bytes.toString('utf8', 0, 1_000)) ? badKey(vendor) : invalidInput(vendor);
}
