import { MUSIC_MOODS } from '../../platform/catalogue/music-moods.ts';
import { PROVIDERS } from '../../platform/catalogue/providers.ts';
import type { MusicSpec, SceneSpec } from './film/film-spec.ts';
import { usualFilmMs } from './project/project-estimate.ts';
import type { VideoInput } from './request/video-request.ts';

/** Milliseconds below which a film has music only on request: it would end soon after it began. */
const MIN_MUSIC_FILM_MS = 15_000;

type MusicOptions = Pick<VideoInput, 'musicAssetId' | 'musicMood' | 'musicStartMs' | 'musicGainDb' | 'language'>;

/** The music of a film: as requested, or else chosen by the estimated length of the words. */
export function musicOf(
  { musicAssetId, musicMood, musicStartMs, musicGainDb, language }: MusicOptions,
  scenes: readonly SceneSpec[],
): MusicSpec | undefined {
  // Missing at the defaults, so that a worker of the version before there was a choice reads the spec.
  const gain = { ...(musicGainDb !== null && musicGainDb !== 0 && { gainDb: musicGainDb }) };
  if (musicAssetId !== null)
    return { assetId: musicAssetId, ...(musicStartMs !== null && musicStartMs > 0 && { startMs: musicStartMs }), ...gain };
  const mood = musicMood ?? (usualFilmMs(scenes, language) < MIN_MUSIC_FILM_MS ? 'none' : MUSIC_MOODS.fallback);
  return mood === 'none' ? undefined : { mood, provider: PROVIDERS.fallback, ...gain };
}
