import type { AiLabel } from '../ai-labels.ts';
import type { CaptionPosition, CaptionSize } from './caption-places.ts';
import type { CAPTION_STYLES } from '../caption-styles.ts';
import type { Motion } from '../motions.ts';
import type { MusicMood } from '../music-moods.ts';
import type { NameOf } from '../options.ts';
import type { RenditionKind } from '../renditions.ts';
import type { Resolution } from '../sizes/resolutions.ts';
import type { AspectRatio } from '../sizes/shapes.ts';
import type { TransitionName } from '../transitions.ts';

/**
 * Options of a film that have a default. Together with BrandOptions they are everything that determines how a film looks and sounds, except
 * its words.
 */
export interface ChosenOptions {
  readonly model: string;
  readonly resolution: Resolution;
  readonly aspectRatio: AspectRatio;
  readonly fps: number;
  /** BCP 47 tag. */
  readonly language: string;
  readonly voice: string;
  readonly look: string;
  readonly captionStyle: NameOf<typeof CAPTION_STYLES>;
  readonly captionPosition: CaptionPosition;
  readonly captionSize: CaptionSize;
  readonly transition: TransitionName;
  readonly motion: Motion;
}

/**
 * Options without a default: null in a film for which no source sets them. Without a mood, the length of a film decides whether it has
 * music.
 */
export interface BrandOptions {
  /** `#rrggbb`, the most important one first. */
  readonly brandColors: readonly string[];
  /** Names of providers, the preferred one first. */
  readonly providerOrder: readonly string[];
  readonly fontAssetId: string;
  readonly logoAssetId: string;
  readonly musicAssetId: string;
  readonly musicMood: MusicMood;
  /** Milliseconds that `musicAssetId` skips at its start. */
  readonly musicStartMs: number;
  /** Decibels by which music is louder than usual. */
  readonly musicGainDb: number;
  /** Forms in which the film is delivered, beside those that every film has. */
  readonly renditions: readonly RenditionKind[];
  readonly aiLabel: AiLabel;
}

type Optional<Value> = Value | null | undefined;

/** Options as a request, a preset or a template gives them: any may be missing, and names are not checked yet. */
export interface GivenOptions {
  readonly model?: Optional<string>;
  readonly resolution?: Optional<Resolution>;
  readonly aspectRatio?: Optional<AspectRatio>;
  readonly fps?: Optional<number>;
  readonly language?: Optional<string>;
  readonly voice?: Optional<string>;
  readonly look?: Optional<string>;
  readonly captionStyle?: Optional<string>;
  readonly captionPosition?: Optional<CaptionPosition>;
  readonly captionSize?: Optional<CaptionSize>;
  readonly transition?: Optional<string>;
  readonly motion?: Optional<Motion>;
  readonly brandColors?: Optional<readonly string[]>;
  readonly providerOrder?: Optional<readonly string[]>;
  readonly fontAssetId?: Optional<string>;
  readonly logoAssetId?: Optional<string>;
  readonly musicAssetId?: Optional<string>;
  readonly musicMood?: Optional<string>;
  readonly musicStartMs?: Optional<number>;
  readonly musicGainDb?: Optional<number>;
  readonly renditions?: Optional<readonly string[]>;
  readonly aiLabel?: Optional<string>;
}
export type OptionName = keyof GivenOptions;

/** The complete options of a film. */
export type FilmOptions = ChosenOptions & { readonly [Name in keyof BrandOptions]: BrandOptions[Name] | null };

/** The names of all options, in the order in which they are shown. */
export const OPTION_NAMES = [
  'model',
  'resolution',
  'aspectRatio',
  'fps',
  'language',
  'voice',
  'look',
  'captionStyle',
  'captionPosition',
  'captionSize',
  'transition',
  'motion',
  'brandColors',
  'providerOrder',
  'fontAssetId',
  'logoAssetId',
  'musicAssetId',
  'musicMood',
  'musicStartMs',
  'musicGainDb',
  'renditions',
  'aiLabel',
] as const satisfies readonly OptionName[];

/** The options among the properties of a row or an input; null for a missing one. */
export const optionsOf = (given: GivenOptions): GivenOptions => Object.fromEntries(OPTION_NAMES.map((name) => [name, given[name] ?? null]));
