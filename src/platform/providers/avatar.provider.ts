import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Lets a portrait speak a recorded voice. */
export interface AvatarProvider extends ProviderIdentity {
  present(request: AvatarRequest, call: ProviderCall): Promise<AvatarResult>;
}

interface AvatarRequest {
  /** A picture of the presenter, below `workDir`. */
  readonly portrait: string;
  /** A WAV file below `workDir`: what the presenter says. */
  readonly voice: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

interface AvatarResult extends ProviderResult {
  /** An MP4 file below `workDir`, as long as the voice. */
  readonly path: string;
}
