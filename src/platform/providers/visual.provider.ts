import type { ProviderCall, ProviderCost, ProviderIdentity } from './provider.ts';

/** Makes the picture of one scene: a PNG of exactly the asked size. */
export interface VisualProvider extends ProviderIdentity {
  picture(request: VisualRequest, call: ProviderCall): Promise<VisualResult>;
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
  /** From 0; the first scene of a film may look like a title card. */
  readonly position: number;
  readonly sceneCount: number;
  /** Everything random in the picture derives from it: the same seed and words give the same bytes. */
  readonly seed: string;
  /** Name of a look: ground, type pair and ornament. */
  readonly look: string;
}

export interface VisualResult {
  /** A PNG below `workDir`. */
  readonly path: string;
  readonly cost?: ProviderCost;
}
