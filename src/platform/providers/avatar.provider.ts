import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Lets a portrait speak a recorded voice. */
export interface AvatarProvider extends ProviderIdentity {
  present(request: AvatarRequest, call: ProviderCall): Promise<AvatarResult>;
}

export interface AvatarRequest {
  /** Path of a JPEG of the presenter, below `workDir`. */
  readonly portrait: string;
  /** Path of a WAV file with the presenter's words, below `workDir`. */
  readonly voice: string;
  readonly voiceMs: number;
}

export interface AvatarResult extends ProviderResult {
  /** Path of an MP4 file with the voice, about as long as it, below `workDir`. */
  readonly path: string;
  readonly durationMs: number;
  /** Pixels; the provider chooses the size by the portrait. */
  readonly width: number;
  readonly height: number;
}
