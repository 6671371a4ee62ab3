import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Lets a portrait speak a recorded voice. */
export interface AvatarProvider extends ProviderIdentity {
  present(request: AvatarRequest, call: ProviderCall): Promise<AvatarResult>;
}

interface AvatarRequest {
  /** Path of a picture of the presenter, below `workDir`. */
  readonly portrait: string;
  /** Path of a WAV file with the presenter's words, below `workDir`. */
  readonly voice: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

interface AvatarResult extends ProviderResult {
  /** Path of an MP4 file as long as the voice, below `workDir`. */
  readonly path: string;
}
