import type { Card } from '../media/drawing.ts';
import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Makes the picture of a scene. */
export interface VisualProvider extends ProviderIdentity {
  /** A still: a PNG of exactly the requested size. */
  picture?(request: VisualRequest, call: ProviderCall): Promise<VisualResult>;
  /** The card that the picture is, where it is one: a card can be drawn in motion. */
  card?(request: VisualRequest): Card;
  /** The words of the scene that its picture shows in large letters: captions do not repeat them. Empty when it shows none. */
  shownWords?(request: ScenePictureWords): string;
}

/** The parts of a request that the words in a picture depend on. */
export type ScenePictureWords = Pick<VisualRequest, 'language' | 'heading' | 'narration' | 'filmTitle' | 'position'>;

/** Paths of a preset's files, below `workDir`. */
export interface BrandFiles {
  /** A font as TrueType, OpenType, WOFF or WOFF2. */
  readonly fontPath?: string;
  /** A PNG. */
  readonly logoPath?: string;
}

export interface VisualRequest {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly language: string;
  readonly heading: string;
  /** The words of the scene, for providers that illustrate them. */
  readonly narration: string;
  /** Title of the whole film. */
  readonly filmTitle: string;
  /** Position of the scene, from 0; the first one may look like a title card. */
  readonly position: number;
  readonly sceneCount: number;
  /** The whole prompt as somebody wrote it, in place of the words of a scene. */
  readonly prompt?: string;
  /** Source of all randomness: the same seed, variant and words give the same bytes. */
  readonly seed: string;
  /** How often the picture was made again on request; missing for the first one. Another number gives another picture. */
  readonly variant?: number;
  /** Name of a look: background, typefaces and ornament. */
  readonly look: string;
  /** `#rrggbb`, the most important one first; missing without a brand. */
  readonly brandColors?: readonly string[];
  readonly brandFiles?: BrandFiles;
}

export interface VisualResult extends ProviderResult {
  /** Path of a PNG below `workDir`. */
  readonly path: string;
}
