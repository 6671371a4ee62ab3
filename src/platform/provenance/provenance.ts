import { z } from 'zod';
import { STOCK } from '../catalogue/provider-settings.ts';
import { PROVIDER_KINDS } from '../catalogue/providers.ts';

/** Where media come from that models made, wholly or in part: terms of the IPTC's vocabulary of digital source types. */
export const SOURCE_TYPES = ['TRAINED_ALGORITHMIC_MEDIA', 'COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA'] as const;
export type SourceType = (typeof SOURCE_TYPES)[number];

/** The term in the vocabulary, http://cv.iptc.org/newscodes/digitalsourcetype/. */
export const SOURCE_TERMS: Readonly<Record<SourceType, string>> = {
  TRAINED_ALGORITHMIC_MEDIA: 'trainedAlgorithmicMedia',
  COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA: 'compositeWithTrainedAlgorithmicMedia',
};

const text = z.string().nullable();

/** The author and the licence of a stock picture. */
export const attribution = z.object({
  /** The collection, for people. */
  source: z.string(),
  title: text,
  author: text,
  authorUrl: text,
  pageUrl: z.string(),
  licence: z.string(),
  licenceUrl: text,
  /** The sentence that credits it. */
  text: z.string(),
});
export type Attribution = z.infer<typeof attribution>;

/** The provider and model that made a picture, a voice or another part of an asset. Fields that do not apply or are unknown are null. */
export const origin = z.object({
  kind: z.enum(PROVIDER_KINDS),
  /** By name, as in the catalogue. */
  provider: z.string(),
  model: text,
  prompt: text,
  seed: text,
  voice: text,
  licence: text,
  /** The amount that the vendor charged when the part was made. */
  cost: z.object({ unit: z.string(), amount: z.number(), usd: z.number().optional() }).nullable(),
  /** Set for stock pictures, which people made. */
  attribution: attribution.optional(),
  /** The scene of a film that it is a part of. */
  sceneId: z.string().optional(),
});
export type Origin = z.infer<typeof origin>;

/** How an asset was made. */
export interface Provenance {
  /** Null when no model made a part of it. */
  readonly sourceType: SourceType | null;
  readonly parts: readonly Origin[];
}

/** Providers without a trained model: they follow rules, or return pictures that people made. */
const WITHOUT_MODEL: readonly string[] = ['builtin', ...STOCK];

/** Whether a trained model made the part. */
const isSynthetic = ({ provider }: Pick<Origin, 'provider'>): boolean => !WITHOUT_MODEL.includes(provider);

/** The source type of a work with parts of these types. */
export function sourceTypeOf(parts: readonly (SourceType | null)[]): SourceType | null {
  if (parts.every((part) => part === null)) return null;
  return parts.every((part) => part === 'TRAINED_ALGORITHMIC_MEDIA')
    ? 'TRAINED_ALGORITHMIC_MEDIA'
    : 'COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA';
}

/** The source type of the work of one provider. */
export const sourceTypeBy = (made: Pick<Origin, 'provider'>): SourceType | null => (isSynthetic(made) ? 'TRAINED_ALGORITHMIC_MEDIA' : null);

/** The sentences that credit the pictures of an asset, one in each line; null when none asks for it. */
export const creditsOf = ({ parts }: Provenance): string | null =>
  [...new Set(parts.flatMap((part) => part.attribution?.text ?? []))].join('\n') || null;
