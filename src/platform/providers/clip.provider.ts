import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';
import type { VisualRequest } from './visual.provider.ts';

/** Makes a moving picture from words. */
export interface ClipProvider extends ProviderIdentity {
  /** A clip: a silent MP4 of exactly the requested size. It may be shorter than requested, and is never longer. */
  clip(request: ClipRequest, call: ProviderCall): Promise<ClipResult>;
}

export interface ClipRequest {
  readonly prompt: string;
  /** The maker's name of the model. */
  readonly model: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Frames per second; missing for the rate of the model. */
  readonly fps?: number;
  /** A multiple of 1000, within the limits of the model. */
  readonly durationMs: number;
  /** Path of a JPEG below `workDir`, of the size of the clip, with which the clip begins. */
  readonly firstFrame?: string;
  /** The scene that the clip is for; missing for clips of their own. Set for stock collections alone, which search by its words. */
  readonly scene?: ClipScene;
  /** Source of all randomness: another seed gives another clip. */
  readonly seed: string;
}

/** `prompt`: what somebody wrote in place of the words of the scene. */
export type ClipScene = Pick<VisualRequest, 'prompt' | 'heading' | 'narration' | 'filmTitle' | 'language' | 'position' | 'variant'>;

export interface ClipResult extends ProviderResult {
  /** Path of an MP4 below `workDir`. */
  readonly path: string;
  readonly durationMs: number;
  readonly frames: number;
}
