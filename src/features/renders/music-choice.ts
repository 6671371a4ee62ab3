import { MUSIC_MOODS } from '../../platform/catalogue/music-moods.ts';
import { PROVIDERS } from '../../platform/catalogue/providers.ts';
import type { MusicSpec, SceneSpec } from './film/film-spec.ts';
import { usualFilmMs } from './project/project-estimate.ts';
import type { VideoInput } from './request/video-request.ts';

/** Milliseconds below which a film has music only on request: it would end soon after it began. */
const MIN_MUSIC_FILM_MS = 15_000;

/** The music of a film: as requested, or else chosen by the estimated length of the words. */
export function musicOf(
  { musicAssetId, musicMood, language }: Pick<VideoInput, 'musicAssetId' | 'musicMood' | 'language'>,
  scenes: readonly SceneSpec[],
): MusicSpec | undefined {
  if (musicAssetId !== null) return { assetId: musicAssetId };
  const mood = musicMood ?? (usualFilmMs(scenes, language) < MIN_MUSIC_FILM_MS ? 'none' : MUSIC_MOODS.fallback);
  return mood === 'none' ? undefined : { mood, provider: PROVIDERS.fallback };
}
