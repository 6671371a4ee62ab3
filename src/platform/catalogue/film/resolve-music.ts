import { MUSIC_MOODS } from '../music-moods.ts';
import type { FilmOptions } from './film-options.ts';
import { notOffered } from './option-layers.ts';
import type { Layers } from './option-layers.ts';

/**
 * The music of a film, which is an asset or a mood: that of the higher layer counts. A mood of `none` also turns the asset of a lower layer
 * off. Both in one layer are a fault.
 */
export function resolveMusic(layers: Layers): Pick<FilmOptions, 'musicAssetId' | 'musicMood'> {
  const [asset] = layers.given('musicAssetId');
  const [given] = layers.given('musicMood');
  if (given === undefined || (asset && asset.layer < given.layer)) {
    return { musicAssetId: layers.first('musicAssetId') ?? null, musicMood: null };
  }
  layers.place('musicMood', given.layer);
  const mood = MUSIC_MOODS.names.find((name) => name === given.value);
  if (mood === undefined) layers.fault('musicMood', given.layer, notOffered(MUSIC_MOODS.names));
  else if (asset?.layer === given.layer) layers.fault('musicMood', given.layer, 'Give musicMood or musicAssetId, not both.');
  return { musicAssetId: null, musicMood: mood ?? null };
}
