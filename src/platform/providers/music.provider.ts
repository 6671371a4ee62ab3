import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Makes background music. */
export interface MusicProvider extends ProviderIdentity {
  compose(request: MusicRequest, call: ProviderCall): Promise<MusicResult>;
}

interface MusicRequest {
  readonly mood: string;
  readonly durationMs: number;
  /** The same seed and request give the same music, where the provider can. */
  readonly seed: string;
}

interface MusicResult extends ProviderResult {
  /** A stereo WAV file below `workDir`, at least as long as requested. */
  readonly path: string;
}
