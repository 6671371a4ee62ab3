import type { MusicMood } from '../catalogue/music-moods.ts';
import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Makes background music; its loudness is levelled elsewhere. */
export interface MusicProvider extends ProviderIdentity {
  compose(request: MusicRequest, call: ProviderCall): Promise<MusicResult>;
}

export interface MusicRequest {
  readonly mood: Exclude<MusicMood, 'none'>;
  /** The same seed and request give the same music, if the provider can do that. */
  readonly seed: string;
}

export interface MusicResult extends ProviderResult {
  /** Path of a stereo, 16-bit, 48 kHz WAV file below `workDir`. */
  readonly path: string;
  /** Whether its end fits its beginning, so that it can be repeated without a crossfade. */
  readonly isLoop: boolean;
}
