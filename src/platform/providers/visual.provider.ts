import type { Card } from '../media/drawing.ts';
import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Makes what one scene shows. A provider makes pictures, clips, or both. */
export interface VisualProvider extends ProviderIdentity {
  /** A still picture: a PNG of exactly the requested size. */
  picture?(request: VisualRequest, call: ProviderCall): Promise<VisualResult>;
  /** The card that the picture is, where it is one: a card can be drawn in motion. */
  card?(request: VisualRequest): Card;
  /** The words of the scene that its picture shows in large letters: captions do not repeat them. Empty when it shows none. */
  shownWords?(request: ScenePictureWords): string;
  /** A moving picture: an MP4 of the requested shape, without audio; it may be shorter than requested. */
  clip?(request: ClipRequest, call: ProviderCall): Promise<ClipResult>;
}

/** What the words in a picture depend on. */
export type ScenePictureWords = Pick<VisualRequest, 'language' | 'heading' | 'narration' | 'filmTitle' | 'position'>;

/** Files of a preset, below `workDir`. */
export interface BrandFiles {
  /** TrueType, OpenType, WOFF or WOFF2. */
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
  /** The scene's words, for providers that illustrate them. */
  readonly narration: string;
  /** Title of the whole film. */
  readonly filmTitle: string;
  /** From 0; a film's first scene may look like a title card. */
  readonly position: number;
  readonly sceneCount: number;
  /** Source of all randomness: the same seed, variant and words give the same bytes. */
  readonly seed: string;
  /** How often the picture was made again on request; omitted for the first one. Another number gives another picture. */
  readonly variant?: number;
  /** Name of a look: background, typefaces and ornament. */
  readonly look: string;
  /** `#rrggbb`, the most important one first; omitted without a brand. */
  readonly brandColors?: readonly string[];
  readonly brandFiles?: BrandFiles;
}

export interface VisualResult extends ProviderResult {
  /** A PNG below `workDir`. */
  readonly path: string;
}

interface ClipRequest extends VisualRequest {
  readonly durationMs: number;
  /** A picture below `workDir` that the clip begins with. */
  readonly firstFrame?: string;
}

interface ClipResult extends ProviderResult {
  /** An MP4 below `workDir`. */
  readonly path: string;
  readonly durationMs: number;
}
