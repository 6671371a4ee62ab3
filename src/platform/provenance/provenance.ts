import { z } from 'zod';
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

/** What made a picture, a voice or another part of an asset. Fields that do not apply or that nobody knows are null. */
export const origin = z.object({
  kind: z.enum(PROVIDER_KINDS),
  /** By name, as in the catalogue. */
  provider: z.string(),
  model: text,
  prompt: text,
  seed: text,
  voice: text,
  licence: text,
  /** What the vendor charged for it, when it was made. */
  cost: z.object({ unit: z.string(), amount: z.number(), usd: z.number().optional() }).nullable(),
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

/** Draws, speaks and composes by rules that people wrote. */
const RULES = 'builtin';

/** Whether a trained model made it. */
export const isSynthetic = ({ provider }: Pick<Origin, 'provider'>): boolean => provider !== RULES;

/** Of something that consists of parts with these types. */
export function sourceTypeOf(parts: readonly (SourceType | null)[]): SourceType | null {
  if (parts.every((part) => part === null)) return null;
  return parts.every((part) => part === 'TRAINED_ALGORITHMIC_MEDIA')
    ? 'TRAINED_ALGORITHMIC_MEDIA'
    : 'COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA';
}

/** Of what one provider made. */
export const sourceTypeBy = (made: Pick<Origin, 'provider'>): SourceType | null =>
  isSynthetic(made) ? 'TRAINED_ALGORITHMIC_MEDIA' : null;
