import type { MusicMood } from '../catalogue/music-moods.ts';
import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Makes background music. Loudness is levelled elsewhere. */
export interface MusicProvider extends ProviderIdentity {
  compose(request: MusicRequest, call: ProviderCall): Promise<MusicResult>;
}

export interface MusicRequest {
  readonly mood: Exclude<MusicMood, 'none'>;
  /** The same seed and request give the same music, where the provider can. */
  readonly seed: string;
}

export interface MusicResult extends ProviderResult {
  /** A stereo, 16-bit, 48 kHz WAV file below `workDir`. */
  readonly path: string;
  /** Its end meets its beginning, so that it can be repeated as it is. */
  readonly isLoop: boolean;
}
