import { z } from 'zod';
import type { Failure } from '../../../../kernel/failure.ts';
import type { Attribution } from '../../../provenance/provenance.ts';
import { badKey, garbage, invalidInput, rateLimited, vendorDown } from '../vendor-failures.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';

/** A file that may be used in a film, with what its licence asks for. */
export interface StockFile {
  readonly fileUrl: string;
  readonly attribution: Attribution;
}

/** A clip. Its size is that of the file, in pixels. */
export interface StockClip extends StockFile, Size {
  readonly durationMs: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A collection of pictures. */
export interface StockSource {
  /** Name of the provider in the catalogue. */
  readonly id: string;
  readonly http: VendorHttp;
  /** The best ones first; those whose licence forbids commercial use or changes are left out. */
  readonly search: (words: string, frame: Size, signal: AbortSignal) => Promise<readonly StockFile[]>;
}

/** A collection of clips. */
export interface StockClipSource extends Pick<StockSource, 'id' | 'http'> {
  /** The best ones first. */
  readonly searchClips: (words: string, frame: Size, signal: AbortSignal) => Promise<readonly StockClip[]>;
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
export function shapeOf({ width, height }: Size): 'wide' | 'tall' | 'square' {
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

/** The smallest file that covers the frame, else the largest one: a larger one than needed takes long to fetch and to decode. */
export function nearestFile<File extends Size>(files: readonly File[], { width, height }: Size): File | undefined {
  const bySize = files.toSorted((one, other) => one.width * one.height - other.width * other.height);
  return bySize.find((file) => file.width >= width && file.height >= height) ?? bySize.at(-1);
}
